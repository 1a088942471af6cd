package dev.polder.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.problem.Code;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlReferencesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT * FROM a | a",
                "select * from A; | A",
                "SELECT 1 | ~~",
                "SELECT * FROM `a b` | a b",
                "SELECT * FROM sales.orders.lines | sales.orders.lines",
                "SELECT * FROM a, b c, d AS e | a b d",
                "SELECT * FROM a JOIN b ON a.x = b.x LEFT OUTER JOIN c USING (x), d | a b c d",
                "SELECT * FROM a NATURAL JOIN b CROSS JOIN c | a b c",
                "SELECT x, (SELECT max(y) FROM b WHERE b.x = a.x) FROM a | b a",
                "SELECT * FROM (SELECT * FROM a) t JOIN (b JOIN c ON b.x = c.x) | a b c",
                "SELECT * FROM ((SELECT * FROM a) UNION ALL (SELECT * FROM b)) | a b",
                "SELECT * FROM a WHERE x IN (SELECT x FROM b) AND EXISTS (SELECT 1 FROM c) | a b c",
                "WITH t AS (SELECT * FROM a) SELECT * FROM t JOIN b | a b",
                "WITH t (x, y) AS (SELECT * FROM a), u AS (SELECT * FROM t) SELECT * FROM u, T | a",
                "WITH t AS (SELECT * FROM t) SELECT * FROM t | t",
                "WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT x FROM t) SELECT * FROM t | ~~",
                "SELECT * FROM (WITH t AS (SELECT * FROM a) SELECT * FROM t) JOIN t | a t",
                "SELECT * FROM a UNION SELECT * FROM b EXCEPT SELECT * FROM c ORDER BY x, y | a b c",
                "SELECT * FROM a GROUP BY x, y HAVING count(*) > 1 ORDER BY x, y LIMIT 5 | a",
                "(SELECT * FROM a) UNION (SELECT * FROM b) | a b",
                "SELECT extract(YEAR FROM d), trim(BOTH 'x' FROM s), substring(s FROM 2) FROM a | a",
                "SELECT x IS DISTINCT FROM y, x IS NOT DISTINCT FROM z FROM a | a",
                "SELECT DISTINCT x FROM a | a",
                "SELECT ' FROM b ', \"FROM c\", 'it''s FROM d', 'a\\' FROM e' FROM a -- FROM f | a",
                "SELECT /* FROM b /* FROM c */ FROM d */ x FROM a | a",
                "SELECT r'\\' FROM a | a",
                "SELECT a.from, b.join FROM a, b | a b",
                "SELECT * FROM a LATERAL VIEW explode(xs) t AS p, q JOIN b | a b",
                "SELECT * FROM a, LATERAL (SELECT * FROM b) | a b",
                "SELECT * FROM a, explode(a.xs) AS t(x), b | a b",
                "SELECT * FROM VALUES (1, 2), (3, 4) AS t(p, q), a | a",
                "SELECT * FROM (VALUES (1), (2)) AS t(p) JOIN a | a",
                "SELECT * FROM a TABLESAMPLE (10 PERCENT) x, b | a b",
                "SELECT * FROM a PIVOT (sum(x) FOR y IN ('p', 'q')) | a",
                "SELECT sum(x) OVER (PARTITION BY y ORDER BY z ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM a | a",
                "SELECT transform(xs, x -> x + 1), filter(xs, x -> x > 2) FROM a | a",
                "SELECT CASE WHEN x THEN 1 ELSE 2 END AS `from` FROM a | a",
                "SELECT * FROM a WHERE x IN (TABLE b) | a b",
                "SELECT * FROM größe | größe",
                "SELECT * FROM a FULL JOIN b ON (a.x = b.x AND a.y IN (1, 2)) , c | a b c",
            })
    void namesTheTablesThatAQueryReads(String sql, String tables) {
        // when
        SqlReferences references = SqlReferences.read("t.sql", sql);

        // then
        assertThat(references.findings()).isEmpty();
        assertThat(String.join(
                        " ",
                        references.tables().stream()
                                .map(SqlReferences.Table::name)
                                .toList()))
                .isEqualTo(tables);
    }

    @Test
    void saysWhereEachTableIsNamed() {
        // given
        String sql = "-- größe 😀\nSELECT '😀', x\nFROM a\n  JOIN `b` ON 1 = 1\n";

        // when
        List<SqlReferences.Table> tables = SqlReferences.read("sql/t.sql", sql).tables();

        // then
        assertThat(tables)
                .extracting(table -> table.position().toString())
                .containsExactly("sql/t.sql:3:6", "sql/t.sql:4:8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | SQL_INVALID | 1:1 | The SQL is empty.",
                "~-- nothing~ | SQL_INVALID | 1:11 | The SQL is empty.",
                "INSERT INTO a SELECT 1 | SQL_INVALID | 1:1 | this begins with 'INSERT'",
                "DROP TABLE a | SQL_INVALID | 1:1 | this begins with 'DROP'",
                "VALUES (1) | SQL_INVALID | 1:1 | this begins with 'VALUES'",
                "WITH t AS (SELECT 1) DELETE FROM a | SQL_INVALID | 1:22 | After WITH comes a SELECT, not 'DELETE'.",
                "WITH t AS (DELETE FROM a) SELECT 1 | SQL_INVALID | 1:12 | After WITH comes a SELECT, not 'DELETE'.",
                "SELECT 1; SELECT 2 | SQL_INVALID | 1:11 | There is a second statement",
                "SELECT (1 FROM a | SQL_INVALID | 1:8 | This '(' is not closed.",
                "SELECT 1) FROM a | SQL_INVALID | 1:9 | There is a ')' without a '('.",
                "SELECT 'a FROM b | SQL_INVALID | 1:8 | A string is not closed.",
                "SELECT `a FROM b | SQL_INVALID | 1:8 | A quoted name is not closed.",
                "SELECT 1 /* FROM b | SQL_INVALID | 1:10 | A comment is not closed.",
                "SELECT * FROM 'file.csv' | SQL_INVALID | 1:15 | A table was expected, not a string.",
                "SELECT * FROM | SQL_INVALID | 1:14 | A table was expected, not the end.",
                "SELECT * FROM read_files('x') | SQL_FORBIDDEN | 1:15 | The table function read_files is not allowed.",
                "SELECT * FROM identifier('x') | SQL_FORBIDDEN | 1:15 | The table function identifier is not allowed.",
                "SELECT java_method('java.lang.System', 'exit', 1) | SQL_FORBIDDEN | 1:8 | The function java_method is not allowed.",
                "SELECT `Reflect`('a', 'b') | SQL_FORBIDDEN | 1:8 | The function reflect is not allowed.",
                "SELECT TRANSFORM(x) USING 'rm -r /' FROM a | SQL_FORBIDDEN | 1:21 | SQL may not run a command.",
            })
    void refusesWhatIsNotOneSelect(String sql, Code code, String where, String message) {
        // when
        SqlReferences references = SqlReferences.read("t.sql", sql);

        // then
        assertThat(references.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.position()).hasToString("t.sql:" + where);
            assertThat(finding.message()).contains(message);
            assertThat(finding.remedy()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 200, 100_000})
    void readsOrRefusesDeepNestingWithoutFailing(int depth) {
        // when
        SqlReferences references =
                SqlReferences.read("t.sql", "SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth) + " FROM a");

        // then
        assertThat(references.findings().isEmpty()).isEqualTo(depth < 100);
    }

    @Test
    void neverFailsWhateverTheTextIs() {
        // given
        Random random = new Random(7);
        String[] pieces = {
            "SELECT",
            "FROM",
            "(",
            ")",
            ",",
            "a",
            "WITH",
            "AS",
            "JOIN",
            "'",
            "`",
            "--",
            "/*",
            "*/",
            ";",
            ".",
            "VALUES",
            "LATERAL",
            "VIEW",
            "TABLE",
            "\n",
            "1",
            "UNION",
            "r'",
            "\"",
            "\\",
            "RECURSIVE",
            "USING"
        };

        for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder(random.nextBoolean() ? "SELECT " : "WITH ");
            for (int n = random.nextInt(14); n > 0; n--) {
                sql.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
            }

            // when, then
            assertThat(SqlReferences.read("t.sql", sql.toString())).isNotNull();
        }
    }
}
