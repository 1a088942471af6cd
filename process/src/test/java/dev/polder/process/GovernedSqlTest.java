package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GovernedSqlTest {
    private static final SparkSession SESSION = TestMesh.spark().newSession();
    private static TableName secret;

    @TempDir
    Path directory;

    @BeforeAll
    static void nameTheInput() {
        TableName lines = TestMesh.table("id bigint, name string, tags array<string>, at timestamp");
        TestMesh.spark()
                .sql(
                        "INSERT INTO " + lines.inSpark()
                                + " VALUES (1, 'a', array('x', 'y'), current_timestamp()), (2, 'b', array('z'), current_timestamp())");
        SESSION.read().table(lines.inSpark()).createOrReplaceTempView("lines");
        SESSION.sql("SELECT 'hidden' AS secret").createOrReplaceTempView("hidden");
        secret = lines;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM lines",
                "SELECT id FROM Lines l WHERE l.id IN (SELECT max(id) FROM lines)",
                "WITH big AS (SELECT * FROM lines WHERE id > 1), named AS (SELECT name FROM big) SELECT * FROM named JOIN big USING (name)",
                "SELECT name, count(*) FROM lines GROUP BY name HAVING count(*) > 0 ORDER BY 2 DESC LIMIT 3 OFFSET 0",
                "SELECT id, tag FROM lines LATERAL VIEW explode(tags) t AS tag",
                "SELECT id, tag FROM lines, LATERAL explode(tags) AS t(tag)",
                "SELECT * FROM range(3)",
                "SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(x, y)",
                "SELECT row_number() OVER w FROM lines WINDOW w AS (PARTITION BY name ORDER BY id)",
                "SELECT * FROM lines PIVOT (count(id) FOR name IN ('a', 'b'))",
                "SELECT id FROM lines UNION ALL SELECT 3 EXCEPT SELECT 4 INTERSECT SELECT 5",
                "SELECT CASE WHEN exists(tags, t -> t = 'x') THEN transform(tags, t -> upper(t)) END FROM lines",
                "SELECT /*+ BROADCAST(l) */ DISTINCT name FROM lines l",
                "SELECT (SELECT count(*) FROM lines), current_date(), sum(id) FILTER (WHERE id > 1) FROM lines",
                "SELECT * EXCEPT (tags) FROM lines",
                "FROM lines SELECT id",
                "SELECT count_if(`name` IS NULL), count(DISTINCT name), percentile_approx(id, 0.5) FROM lines"
            })
    void allowsOneQueryOverItsInputs(String sql) {
        GovernedSql.query(SESSION, sql, Set.of("lines")).collectAsList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM parquet.`/etc/passwd`",
                "SELECT * FROM text.`/etc/passwd`",
                "SELECT * FROM binaryFile.`/etc/passwd`",
                "SELECT * FROM `text`.`file:///etc/passwd`",
                "SELECT * FROM polder.sales.orders.other_v1",
                "SELECT * FROM polder.sales.orders.other_v1.snapshots",
                "SELECT * FROM spark_catalog.default.lines",
                "SELECT * FROM default.lines",
                "SELECT * FROM global_temp.lines",
                "SELECT * FROM hidden",
                "SELECT (SELECT secret FROM hidden) FROM lines",
                "SELECT * FROM lines WHERE EXISTS (SELECT 1 FROM hidden)",
                "WITH a AS (SELECT * FROM hidden) SELECT * FROM a",
                "WITH a AS (SELECT * FROM text.`/etc/passwd`) SELECT id FROM lines",
                "SELECT * FROM (SELECT * FROM (WITH hidden2 AS (SELECT 1) SELECT * FROM hidden))",
                "SELECT * FROM lines VERSION AS OF 1",
                "SELECT * FROM lines TIMESTAMP AS OF '2020-01-01'",
                "SELECT * FROM IDENTIFIER('hidden')",
                "SELECT * FROM IDENTIFIER('text.`/etc/passwd`')",
                "SELECT IDENTIFIER('reflect')('java.lang.System', 'exit', 1) FROM lines",
                "SELECT reflect('java.lang.System', 'getenv', 'PATH') FROM lines",
                "SELECT java_method('java.lang.System', 'getProperty', 'user.home')",
                "SELECT try_reflect('java.lang.System', 'getenv', 'PATH')",
                "SELECT `reflect`('java.lang.System', 'getenv', 'PATH')",
                "SELECT REFLECT('java.lang.Runtime', 'getRuntime')",
                "SELECT transform(array(1), x -> reflect('java.lang.System', 'nanoTime'))",
                "SELECT id FROM lines ORDER BY java_method('java.lang.System', 'nanoTime')",
                "SELECT input_file_name() FROM lines",
                "SELECT input_file_block_start() FROM lines",
                "SELECT current_user()",
                "SELECT current_user",
                "SELECT session_user()",
                "SELECT user",
                "SELECT current_catalog()",
                "SELECT current_database()",
                "SELECT current_schema",
                "SELECT version()",
                "SELECT from_xml('<a/>', 'a INT', map('rowValidationXSDPath', '/etc/passwd'))",
                "SELECT xpath('<a/>', '/a')",
                "SELECT builtin.reflect('java.lang.System', 'nanoTime')",
                "SELECT system.builtin.upper('a')",
                "SELECT polder.system.bucket(2, id) FROM lines",
                "SELECT no_such_function(id) FROM lines",
                "SELECT TRANSFORM(id) USING 'cat' AS (x) FROM lines",
                "FROM lines MAP id USING 'cat' AS (x)",
                "SELECT * FROM sql_keywords()",
                "SELECT * FROM collations()",
                "SELECT * FROM python_udtf(1)",
                "SELECT * FROM read_files('/etc')",
                "SELECT * FROM lines WITH (path = '/etc')",
                "SELECT _file FROM lines",
                "SELECT `_file` FROM lines",
                "SELECT _pos, _spec_id FROM lines",
                "SELECT lines._partition FROM lines",
                "SELECT id FROM lines WHERE _file LIKE '%secret%'",
                "SELECT * FROM lines; DROP TABLE lines",
                "SELECT 1; SELECT 2",
                "BEGIN SELECT 1; END",
                "INSERT INTO lines VALUES (1)",
                "CREATE TABLE polder.a.b AS SELECT 1",
                "CREATE TEMPORARY VIEW v AS SELECT 1",
                "CREATE TEMPORARY FUNCTION f AS 'java.lang.Object'",
                "DROP VIEW lines",
                "SET spark.sql.runSQLOnFiles=true",
                "SET",
                "RESET",
                "USE polder",
                "SHOW TABLES",
                "DESCRIBE lines",
                "EXPLAIN SELECT 1",
                "CACHE TABLE lines",
                "ADD JAR '/tmp/x.jar'",
                "LIST FILES",
                "CALL polder.system.expire_snapshots('a.b')",
                "EXECUTE IMMEDIATE 'SELECT 1'",
                "DECLARE x INT DEFAULT 1",
                "TABLE hidden",
                "MERGE INTO lines USING hidden ON true WHEN MATCHED THEN DELETE",
                "DELETE FROM lines",
                "TRUNCATE TABLE lines",
                "ANALYZE TABLE lines COMPUTE STATISTICS",
                "REFRESH '/etc'",
                "INSERT OVERWRITE DIRECTORY '/tmp/out' USING csv SELECT * FROM lines",
                "FROM lines INSERT OVERWRITE LOCAL DIRECTORY '/tmp/out' SELECT *",
                "FROM text.`/etc/passwd` |> SELECT *",
                "SELECT * FROM STREAM(lines)",
                "SELECT * FROM STREAM hidden",
                "SELECT :name",
                "SELECT ?",
                ""
            })
    void refusesEverythingElse(String sql) {
        assertThatThrownBy(
                        () -> GovernedSql.query(SESSION, sql, Set.of("lines")).collectAsList())
                .isInstanceOfSatisfying(PolderException.class, e -> {
                    assertThat(e.code()).isIn(Code.SQL_FORBIDDEN, Code.SQL_UNKNOWN_NAME, Code.SQL_INVALID);
                    assertThat(e.getMessage()).doesNotContain("root:");
                    assertThat(e.remedy()).isNotEmpty();
                });
    }

    @Test
    void refusesAFileThatIsNamedLikeAnInput() throws IOException {
        Path file = Files.writeString(directory.resolve("lines"), "secret");

        assertThatThrownBy(() -> GovernedSql.query(SESSION, "SELECT * FROM text.`" + file + "`", Set.of("lines")))
                .isInstanceOf(PolderException.class);
    }

    @Test
    void doesNotFindATableByTheNameOfAnInputThatIsMissing() {
        assertThatThrownBy(() -> GovernedSql.query(SESSION, "SELECT * FROM " + secret.table(), Set.of(secret.table())))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.SQL_UNKNOWN_NAME));
    }
}
