package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Obligations;
import dev.polder.core.contract.DataType;
import dev.polder.core.contract.DataType.Field;
import dev.polder.core.contract.DataType.Struct;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecidedColumnsTest {
    private static final String PORT = "sales.orders.lines.v1";
    private static final Struct DECIDED = new Struct(List.of(
            new Field("id", new DataType.Int64(), true),
            new Field("address", new Struct(List.of(text("street"))), false),
            new Field("items", new DataType.ListOf(new Struct(List.of(text("note"))), true), false),
            new Field("more", new DataType.MapOf(new Struct(List.of(text("note"))), true), false),
            text("later")));

    @TempDir
    private Path directory;

    private static Field text(String name) {
        return new Field(name, new DataType.Text(), false);
    }

    /** @param inner the name of the text in every nested column */
    private TestMesh mesh(String inner) {
        TestMesh mesh = new TestMesh(directory);
        Types.StructType nested = Types.StructType.of(Types.NestedField.optional(20, inner, Types.StringType.get()));
        mesh.create(
                PORT,
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "mail", Types.StringType.get()),
                Types.NestedField.optional(
                        3,
                        "address",
                        Types.StructType.of(
                                Types.NestedField.optional(30, "street", Types.StringType.get()),
                                Types.NestedField.optional(31, "floor", Types.StringType.get()))),
                Types.NestedField.optional(4, "items", Types.ListType.ofRequired(40, nested)),
                Types.NestedField.optional(
                        5,
                        "more",
                        Types.MapType.ofRequired(
                                50,
                                51,
                                Types.StringType.get(),
                                Types.StructType.of(Types.NestedField.optional(52, inner, Types.StringType.get())))));
        return mesh;
    }

    private static List<String> shown(TestMesh mesh, String sql) {
        Decision decision = new Decision(
                true,
                Obligations.NONE,
                List.of(new Decision.Reason("test", Decision.Effect.PERMIT, "all of it")),
                Optional.of(DECIDED));
        PortCatalog governed = new PortCatalog() {
            @Override
            public Optional<ResolvedPort> resolve(String name) {
                return mesh.resolve(name).map(port -> port.under(decision));
            }

            @Override
            public List<String> names() {
                return mesh.names();
            }
        };
        try (QueryEngine engine = new QueryEngine(QueryLimits.standard(), TestMesh.KEY);
                QueryResult result = engine.run(governed, sql)) {
            return result.columns().stream().map(Column::name).toList();
        }
    }

    @Test
    void aColumnThatNobodyDecidedAboutIsNotThereAndNeitherIsOneThatHoldsMoreThanWasDecidedAbout() {
        TestMesh mesh = mesh("note");

        assertThat(shown(mesh, "SELECT * FROM sales.orders.lines")).containsExactly("id", "items", "more");
        assertThatThrownBy(() -> shown(mesh, "SELECT mail FROM sales.orders.lines"))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.SQL_UNKNOWN_NAME));
    }

    @Test
    void whatIsInListsAndMapsIsDecidedAboutToo() {
        assertThat(shown(mesh("secret"), "SELECT * FROM sales.orders.lines")).containsExactly("id");
    }
}
