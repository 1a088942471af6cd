package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single obligations at the edges of types; {@link NoLeakTest} mixes them. */
class ObligationsTest {
    private static final String PORT = "sales.orders.edges.v1";
    private static final List<Types.NestedField> COLUMNS = List.of(
            Types.NestedField.optional(1, "number", Types.IntegerType.get()),
            Types.NestedField.optional(2, "long_number", Types.LongType.get()),
            Types.NestedField.optional(3, "amount", Types.DecimalType.of(9, 2)),
            Types.NestedField.optional(4, "huge", Types.DecimalType.of(38, 1)),
            Types.NestedField.optional(5, "name", Types.StringType.get()),
            Types.NestedField.optional(6, "day", Types.DateType.get()),
            Types.NestedField.optional(7, "moment", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(8, "yes", Types.BooleanType.get()),
            Types.NestedField.optional(9, "real", Types.DoubleType.get()));

    private static final List<Map<String, Object>> ROWS = List.of(
            row(0, 0L, "0.00", "0.0", "", LocalDate.of(1970, 1, 1), LocalDateTime.of(1970, 1, 1, 0, 0), true, 0.5),
            row(-1, -1L, "-0.01", "-0.1", "abcd", LocalDate.of(1, 1, 1), LocalDateTime.of(1, 1, 1, 0, 0), false, -0.5),
            row(
                    Integer.MIN_VALUE,
                    Long.MIN_VALUE,
                    "-9999999.99",
                    "-9999999999999999999999999999999999999.9",
                    "abcde",
                    LocalDate.of(9999, 12, 31),
                    LocalDateTime.of(2026, 12, 31, 23, 59, 59, 999_999_000),
                    true,
                    -1e300),
            row(
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE,
                    "9999999.99",
                    "9999999999999999999999999999999999999.9",
                    "ȼ😀ẞé😀z'\\1",
                    LocalDate.of(2024, 2, 29),
                    LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1_000),
                    false,
                    1234.5),
            row(null, null, null, null, null, null, null, null, null),
            row(
                    -10,
                    10L,
                    "-10.00",
                    "10.0",
                    "x12y3",
                    LocalDate.of(2000, 1, 1),
                    LocalDateTime.of(2000, 1, 1, 0, 0),
                    true,
                    -10.0));

    @TempDir
    static Path directory;

    private static TestMesh mesh;
    private static QueryEngine engine;

    private static Map<String, Object> row(
            Integer number,
            Long longNumber,
            String amount,
            String huge,
            String name,
            LocalDate day,
            LocalDateTime moment,
            Boolean yes,
            Double real) {
        List<Object> values = Arrays.asList(
                number,
                longNumber,
                amount == null ? null : new BigDecimal(amount),
                huge == null ? null : new BigDecimal(huge),
                name,
                day,
                moment,
                yes,
                real);
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            row.put(COLUMNS.get(i).name(), values.get(i));
        }
        return row;
    }

    @BeforeAll
    static void fill() {
        mesh = new TestMesh(directory);
        mesh.create(PORT, COLUMNS.toArray(Types.NestedField[]::new));
        mesh.append(
                PORT,
                Literals.select(
                        COLUMNS.stream()
                                .map(column -> Map.entry(column.name(), DuckTypes.of(column.type())))
                                .toList(),
                        ROWS));
        engine = new QueryEngine(QueryLimits.standard(), TestMesh.KEY);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static List<List<Object>> answer(String sql) {
        List<List<Object>> rows = new ArrayList<>();
        try (QueryResult result = engine.run(mesh, sql)) {
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < result.columns().size(); i++) {
                    row.add(result.value(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void everyMaskOnEveryTypeShowsWhatItPromises() {
        for (Mask mask : List.of(
                new Mask.Null(),
                new Mask.Hash(),
                new Mask.LastFour(),
                new Mask.YearOnly(),
                new Mask.Bucket(1),
                new Mask.Bucket(10),
                new Mask.Bucket(1_000_000_000_000L),
                new Mask.Bucket(Long.MAX_VALUE),
                new Mask.Redact("[0-9]+", "\\1$0"),
                new Mask.Redact(".", "#"))) {
            Map<String, Mask> masks = new LinkedHashMap<>();
            // How doubles are written as texts is DuckDB's own.
            COLUMNS.stream()
                    .filter(column ->
                            !(mask instanceof Mask.Hash && column.name().equals("real")))
                    .forEach(column -> masks.put(column.name(), mask));
            Obligations owed = new Obligations(Optional.empty(), List.of(), masks);
            mesh.oblige(PORT, owed);

            List<List<Object>> expected = new MaskedRows(TestMesh.KEY_BYTES, "sales")
                    .of(COLUMNS, ROWS, owed, List.of()).stream()
                            .<List<Object>>map(row -> new ArrayList<>(row.values()))
                            .toList();
            assertThat(answer("SELECT * FROM sales.orders.edges"))
                    .as(mask.toString())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void hashesMeetWithinADomainAndNotBeyondIt() {
        for (String port : List.of("sales.crm.people.v1", "sales.web.people.v1", "support.crm.people.v1")) {
            mesh.create(port, Types.NestedField.optional(1, "mail", Types.StringType.get()));
            mesh.append(port, "SELECT * FROM (VALUES ('ana@example.org'), ('ben@example.org')) t(mail)");
            mesh.oblige(port, new Obligations(Optional.empty(), List.of(), Map.of("mail", new Mask.Hash())));
        }

        assertThat(answer("SELECT count(*) FROM sales.crm.people a JOIN sales.web.people b ON a.mail = b.mail"))
                .containsExactly(List.of(2L));
        assertThat(answer("SELECT count(*) FROM sales.crm.people a JOIN support.crm.people b ON a.mail = b.mail"))
                .containsExactly(List.of(0L));
        assertThat(answer("SELECT count(DISTINCT mail), min(length(mail)) FROM support.crm.people"))
                .containsExactly(List.of(2L, 64L));
    }

    @Test
    void columnsThatAreNotShownDoNotExist() {
        mesh.oblige(PORT, new Obligations(Optional.of(Set.of("number", "day")), List.of(), Map.of()));

        assertThat(answer("SELECT * FROM sales.orders.edges").get(0)).hasSize(2);
        for (String column : List.of("name", "nam", "sales.orders.edges.name")) {
            assertThatThrownBy(() -> answer("SELECT " + column + " FROM sales.orders.edges"))
                    .isInstanceOfSatisfying(PolderException.class, refusal -> {
                        assertThat(refusal.code()).isIn(Code.SQL_UNKNOWN_NAME, Code.SQL_INVALID);
                        assertThat(refusal.remedy()).doesNotContain("name\"", "amount", "huge");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "number / 2 == 1",
                "number % 2 == 1",
                "name + 'x' == 'y'",
                "real > number",
                "missing == 1",
                "number ==",
                "number",
                "moment - timestamp('2020-01-01T00:00:00') > duration('1h')",
                "(number + 1) == null",
                "name.matches('(a)\\\\1')",
            })
    void nothingIsShownUnderARowFilterThatCannotBeApplied(String filter) {
        mesh.oblige(PORT, new Obligations(Optional.empty(), List.of(filter), Map.of()));

        assertThatThrownBy(() -> answer("SELECT count(*) FROM sales.orders.edges"))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.POLICY_INVALID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long_number * 4 * 4 * 4 * 4 * 4 * 4 > 0",
                "huge * huge > 0.5",
                "!(long_number * long_number * long_number > 0)",
            })
    void aRowWhoseFilterFailsIsHiddenOrNothingIsShown(String filter) {
        mesh.oblige(PORT, new Obligations(Optional.empty(), List.of(filter), Map.of()));

        try {
            answer("SELECT count(*) FROM sales.orders.edges");
        } catch (PolderException refusal) {
            // Where DuckDB has no type for the result, the view cannot be made.
            assertThat(refusal.code()).isEqualTo(Code.SQL_FAILED);
            assertThat(refusal.getMessage()).contains("cannot be read");
        }
    }

    @Test
    void aFailureTellsNothingOfRowsThatAreHidden() {
        mesh.oblige(PORT, new Obligations(Optional.empty(), List.of("number == 0"), Map.of()));

        // Only the row with an empty name is seen, and coalesce would make every NULL fail.
        assertThat(
                        answer(
                                "SELECT count(*) FROM sales.orders.edges WHERE CAST(coalesce(nullif(name, ''), '1') AS INTEGER) = 1"))
                .containsExactly(List.of(1L));
        assertThat(answer(
                        "SELECT count(*) FROM sales.orders.edges WHERE 1 / (CASE WHEN number <> 0 THEN 0 ELSE 1 END) = 1"
                                + " AND CAST(CASE WHEN day <> DATE '1970-01-01' THEN 'x' ELSE '1' END AS INTEGER) = 1"))
                .containsExactly(List.of(1L));
    }

    @Test
    void theKeyOfMasksStandsInNoRefusal() {
        mesh.oblige(PORT, new Obligations(Optional.empty(), List.of(), Map.of("name", new Mask.Hash())));

        for (String sql : List.of(
                "SELECT name + 1 FROM sales.orders.edges",
                "SELECT CAST(name AS INTEGER) FROM sales.orders.edges",
                "SELECT nothing FROM sales.orders.edges",
                "SELECT name.a FROM sales.orders.edges",
                "SELECT sum(name) FROM sales.orders.edges")) {
            assertThatThrownBy(() -> answer(sql)).isInstanceOfSatisfying(PolderException.class, refusal -> {
                assertThat(refusal.getMessage() + refusal.remedy())
                        .doesNotContain("\\x", "sha256", "unhex", "edges.parquet");
                assertThat(refusal.getCause()).isNull();
            });
        }
    }
}
