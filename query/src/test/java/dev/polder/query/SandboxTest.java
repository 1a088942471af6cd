package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way around the governed views that we could think of, and how it is refused: by the check of the query's tree (SQL_FORBIDDEN),
 * because only ports have names (SQL_UNKNOWN_NAME), or by the parser (SQL_INVALID). FILE is a port's own data file, SECRET one beside it.
 */
class SandboxTest {
    @TempDir
    static Path directory;

    private static TestMesh mesh;
    private static QueryEngine engine;
    private static String dataFile;
    private static String secretFile;

    @BeforeAll
    static void fill() throws IOException {
        mesh = new TestMesh(directory);
        mesh.create("sales.orders.lines.v1", Types.NestedField.required(1, "id", Types.LongType.get()));
        dataFile = mesh.append("sales.orders.lines.v1", "SELECT range AS id FROM range(3)")
                .location()
                .substring("file://".length());
        Path secret = Files.writeString(directory.resolve("secret.csv"), "a,b\n1,2\n");
        secretFile = secret.toString();
        engine = new QueryEngine(QueryLimits.standard(), TestMesh.KEY);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    static Stream<String> attacks() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/sandbox-attacks.sql")).stream()
                .map(sql -> sql.replace("'FILE", "'" + dataFile)
                        .replace("\"FILE", "\"" + dataFile)
                        .replace("'SECRET", "'" + secretFile)
                        .replace("\"SECRET", "\"" + secretFile));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void everyAttackIsRefusedAsItShouldBe(String attack) {
        Code expected = Code.valueOf(attack.substring(0, attack.indexOf(' ')));
        String sql = attack.substring(attack.indexOf(' ') + 1);
        assertThatThrownBy(() -> {
                    try (QueryResult result = engine.run(mesh, sql)) {
                        while (result.next()) {}
                    }
                })
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.code())
                                .as(refusal.getMessage())
                                .isEqualTo(expected));
    }

    @Test
    void thereAreManyAttacks() throws IOException {
        assertThat(attacks()).hasSizeGreaterThan(300).doesNotHaveDuplicates();
    }

    @Test
    void charactersThatOthersMayReadDifferentlyAreRefused() {
        for (String sql : List.of("SELECT 1\0; INSTALL httpfs", "SELECT '\ud800'")) {
            assertThatThrownBy(() -> engine.run(mesh, sql))
                    .isInstanceOfSatisfying(
                            PolderException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(Code.SQL_INVALID));
        }
    }

    @Test
    void nothingIsOpenBehindTheCheckEither() throws Exception {
        // What would be left if the check were passed: a locked database that reads the query's own files and no
        // others.
        try (Session session = Session.open(QueryLimits.standard())) {
            session.lock(List.of());
            for (String sql : List.of(
                    "SELECT * FROM read_csv('" + secretFile + "')",
                    "SELECT * FROM read_parquet('" + dataFile + "')",
                    "FROM '" + secretFile + "'",
                    "COPY (SELECT 1) TO '" + directory.resolve("out.csv") + "'",
                    "ATTACH '" + directory.resolve("out.db") + "'",
                    "SET enable_external_access=true",
                    "SET memory_limit='10GB'",
                    "LOAD httpfs",
                    "INSTALL httpfs")) {
                assertThatThrownBy(() -> session.prepare(new SqlText(sql)).execute())
                        .as(sql)
                        .hasMessageContaining("exception_type");
            }
        }
    }
}
