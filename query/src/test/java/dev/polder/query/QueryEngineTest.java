package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryEngineTest {
    @TempDir
    static Path directory;

    private static TestMesh mesh;
    private static QueryEngine engine;

    @BeforeAll
    static void fill() {
        mesh = new TestMesh(directory);
        mesh.create(
                "sales.orders.order-lines.v1",
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "sku", Types.StringType.get()),
                Types.NestedField.optional(3, "qty", Types.IntegerType.get()),
                Types.NestedField.optional(4, "price", Types.DecimalType.of(9, 2)),
                Types.NestedField.optional(5, "day", Types.DateType.get()));
        mesh.append("sales.orders.order-lines.v1", """
                SELECT * FROM (VALUES (1::BIGINT, 'a', 2::INTEGER, 1.50::DECIMAL(9,2), DATE '2026-01-01'),
                    (2, 'b', 1, 10.00, DATE '2026-01-02'), (3, 'a', 5, 1.25, DATE '2026-01-02'))
                    t(id, sku, qty, price, day)""");
        mesh.append(
                "sales.orders.order-lines.v1",
                "SELECT 4::BIGINT id, 'c' sku, NULL::INTEGER qty, 3.00::DECIMAL(9,2) price, NULL::DATE AS day");
        mesh.create(
                "sales.catalog.products.v1",
                Types.NestedField.required(1, "sku", Types.StringType.get()),
                Types.NestedField.optional(2, "name", Types.StringType.get()));
        mesh.append(
                "sales.catalog.products.v1",
                "SELECT * FROM (VALUES ('a', 'Apple'), ('b', 'Bread'), ('d', 'Dates')) t(sku, name)");
        engine = new QueryEngine(QueryLimits.standard(), TestMesh.KEY);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT count(*) FROM sales.orders.order_lines | [[4]]",
                "SELECT id FROM sales.orders.order_lines WHERE qty > 1 ORDER BY id | [[1], [3]]",
                "SELECT sum(qty * price) FROM sales.orders.order_lines | [[19.25]]",
                "SELECT id FROM SALES.Orders.ORDER_LINES WHERE ID = 1 | [[1]]",
                "SELECT id FROM sales.orders.order_lines_v1 WHERE id = 1 | [[1]]",
                "SELECT order_lines.id FROM sales.orders.order_lines WHERE order_lines.qty = 5 | [[3]]",
                "SELECT orders.order_lines.id FROM sales.orders.order_lines WHERE sales.orders.order_lines.qty = 5 | [[3]]",
                "SELECT o.id FROM sales.orders.order_lines AS o WHERE o.sku = 'b' | [[2]]",
                "FROM sales.catalog.products SELECT name ORDER BY name LIMIT 1 | [[Apple]]",
                "SELECT o.id, p.name FROM sales.orders.order_lines o JOIN sales.catalog.products p USING (sku) ORDER BY 1 | [[1, Apple], [2, Bread], [3, Apple]]",
                "SELECT o.id, p.name FROM sales.orders.order_lines o LEFT JOIN sales.catalog.products p ON o.sku = p.sku WHERE p.sku IS NULL | [[4, null]]",
                "SELECT p.name FROM sales.catalog.products p WHERE NOT EXISTS (SELECT 1 FROM sales.orders.order_lines o WHERE o.sku = p.sku) | [[Dates]]",
                "SELECT name FROM sales.catalog.products WHERE sku IN (SELECT sku FROM sales.orders.order_lines WHERE qty = 1) | [[Bread]]",
                "SELECT (SELECT max(qty) FROM sales.orders.order_lines) | [[5]]",
                "WITH big AS (SELECT * FROM sales.orders.order_lines WHERE qty > 1), n AS (SELECT count(*) c FROM big) SELECT c FROM n | [[2]]",
                "WITH t AS (SELECT 1 x) SELECT * FROM (WITH u AS (SELECT x + 1 y FROM t) SELECT y FROM u) v | [[2]]",
                "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT sum(n) FROM t | [[10]]",
                "SELECT sku, sum(qty) s FROM sales.orders.order_lines GROUP BY sku HAVING sum(qty) > 1 ORDER BY sku | [[a, 7]]",
                "SELECT sku, count(*) FROM sales.orders.order_lines GROUP BY ALL ORDER BY ALL | [[a, 2], [b, 1], [c, 1]]",
                "SELECT sku, count(*) FROM sales.orders.order_lines GROUP BY ROLLUP (sku) ORDER BY sku NULLS FIRST LIMIT 1 | [[null, 4]]",
                "SELECT id, row_number() OVER (PARTITION BY sku ORDER BY id DESC) r FROM sales.orders.order_lines ORDER BY id | [[1, 2], [2, 1], [3, 1], [4, 1]]",
                "SELECT id FROM sales.orders.order_lines QUALIFY row_number() OVER (PARTITION BY sku ORDER BY id DESC) = 1 ORDER BY id | [[2], [3], [4]]",
                "SELECT sum(qty) OVER w, lag(id) OVER w FROM sales.orders.order_lines WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY id LIMIT 2 | [[2, null], [3, 1]]",
                "SELECT sku FROM sales.orders.order_lines UNION SELECT sku FROM sales.catalog.products ORDER BY 1 | [[a], [b], [c], [d]]",
                "SELECT sku FROM sales.orders.order_lines INTERSECT SELECT sku FROM sales.catalog.products ORDER BY 1 | [[a], [b]]",
                "SELECT sku FROM sales.catalog.products EXCEPT SELECT sku FROM sales.orders.order_lines | [[d]]",
                "SELECT DISTINCT sku FROM sales.orders.order_lines ORDER BY sku DESC OFFSET 1 | [[b], [a]]",
                "SELECT DISTINCT ON (sku) id FROM sales.orders.order_lines ORDER BY sku, id | [[1], [2], [4]]",
                "SELECT count(*) FILTER (WHERE qty IS NULL), string_agg(sku, ',' ORDER BY id) FROM sales.orders.order_lines | [[1, 'a,b,a,c']]",
                "SELECT CASE WHEN qty > 1 THEN 'many' ELSE 'few' END, coalesce(qty, 0), nullif(sku, 'a') FROM sales.orders.order_lines WHERE id = 1 | [[many, 2, null]]",
                "SELECT date_trunc('month', day), year(day), day + INTERVAL 1 DAY FROM sales.orders.order_lines WHERE id = 1 | [[2026-01-01T00:00, 2026, 2026-01-02T00:00]]",
                "SELECT concat(upper(sku), '!'), sku LIKE 'a%', sku ILIKE 'A', regexp_replace(sku, 'a', 'z') FROM sales.orders.order_lines WHERE id = 1 | [[A!, true, true, z]]",
                "SELECT list_transform([1, 2], lambda x: x + 1), list_filter([1, 2], x -> x > 1), [x * 2 FOR x IN [1, 2] IF x > 1], {'a': 1}.a, MAP {'k': 2}['k'] | [[[2, 3], [2], [4], 1, 2]]",
                "SELECT * EXCLUDE (price, day) REPLACE (id * 10 AS id) FROM sales.orders.order_lines WHERE id = 1 | [[10, a, 2]]",
                "SELECT COLUMNS('^s') FROM sales.orders.order_lines WHERE id = 1 | [[a]]",
                "SELECT u FROM unnest([1, 2]) t(u) | [[1], [2]]",
                "SELECT sum(i) FROM range(4) t(i) | [[6]]",
                "SELECT * FROM (VALUES (1, 'x'), (2, 'y')) t(a, b) WHERE a = 2 | [[2, y]]",
                "SELECT o.id, l.y FROM sales.orders.order_lines o, LATERAL (SELECT o.qty * 2 AS y) l WHERE o.id = 1 | [[1, 4]]",
                "SELECT TRY_CAST('x' AS INTEGER), CAST('12' AS BIGINT), 1::DECIMAL(4,2), DATE '2026-02-03' | [[null, 12, 1.00, 2026-02-03]]",
                "SELECT * FROM (SELECT sku, qty FROM sales.orders.order_lines) PIVOT (sum(qty) FOR sku IN ('a', 'b')) | [[7, 1]]",
                "TABLE sales.catalog.products ORDER BY sku LIMIT 1 | [[a, Apple]]",
                "VALUES (1, 2) | [[1, 2]]",
                "SELECT 1 -- a comment; not a statement | [[1]]",
                "SELECT 1; | [[1]]",
                "SELECT \"id\" FROM \"sales\".\"orders\".\"order_lines\" WHERE \"id\" = 2 | [[2]]",
                "SELECT count(*) FROM sales.orders.order_lines a, sales.orders.order_lines_v1 b | [[16]]",
                "SELECT avg(qty), median(qty), quantile_cont(qty, 0.5), arg_max(id, price) FROM sales.orders.order_lines | [[2.6666666666666665, 2.0, 2.0, 2]]",
                "SELECT extract(year FROM day), position('a' IN sku), substring(sku FROM 1 FOR 1) FROM sales.orders.order_lines WHERE id = 1 | [[2026, 1, a]]",
                "SELECT id FROM sales.orders.order_lines WHERE (sku, qty) IN (('a', 2), ('b', 9)) | [[1]]",
                "SELECT id FROM sales.orders.order_lines WHERE day BETWEEN '2026-01-02' AND '2026-01-03' AND id IS DISTINCT FROM 2 | [[3]]",
            })
    void ordinarySqlGivesWhatItShould(String sql, String rows) {
        assertThat(rows(sql)).hasToString(rows.replace("'", ""));
    }

    @Test
    void valuesAreExact() {
        assertThat(rows("""
                        SELECT 170141183460469231731687303715884105727::HUGEINT, 9007199254740993,
                            12345678901234567890.123456789::DECIMAL(38, 9), DATE '0001-01-01',
                            TIMESTAMP '2026-03-29 02:30:00.123456', TIMESTAMPTZ '2026-03-29 02:30:00+02',
                            TIME '23:59:59.999999', UUID '00000000-0000-0000-0000-000000000001', '\\x00\\xff\\x10'::BLOB,
                            [TIMESTAMPTZ '2026-01-01 00:00:00Z'], {'a': [1, NULL]}, MAP {DATE '2026-01-01': 1.50},
                            'infinity'::TIMESTAMP, true, NULL"""))
                .isEqualTo(List.of(Arrays.asList(
                        new BigInteger("170141183460469231731687303715884105727"),
                        9007199254740993L,
                        new BigDecimal("12345678901234567890.123456789"),
                        LocalDate.of(1, 1, 1),
                        LocalDateTime.parse("2026-03-29T02:30:00.123456"),
                        OffsetDateTime.parse("2026-03-29T00:30:00Z"),
                        LocalTime.parse("23:59:59.999999"),
                        new UUID(0, 1),
                        ByteBuffer.wrap(new byte[] {0, -1, 16}),
                        List.of(OffsetDateTime.parse("2026-01-01T00:00:00Z")),
                        Map.of("a", Arrays.asList(1, null)),
                        Map.of(LocalDate.of(2026, 1, 1), new BigDecimal("1.50")),
                        "infinity",
                        true,
                        null)));
    }

    @Test
    void theSessionIsInUtc() {
        assertThat(rows("SELECT CAST(TIMESTAMPTZ '2026-01-01 12:00:00+01' AS VARCHAR)"))
                .isEqualTo(List.of(List.of("2026-01-01 11:00:00+00")));
    }

    @Test
    void columnsAndSnapshotsAreNamed() {
        try (QueryResult result = engine.run(mesh, "SELECT id, price AS p FROM sales.orders.order_lines")) {
            assertThat(result.columns()).containsExactly(new Column("id", "BIGINT"), new Column("p", "DECIMAL(9,2)"));
            var head = mesh.table("sales.orders.order-lines.v1").currentSnapshot();
            assertThat(result.snapshots()).hasSize(1);
            SnapshotRead read = result.snapshots().get(0);
            assertThat(read.port()).isEqualTo(PortId.parse("sales.orders.order-lines.v1"));
            assertThat(read.snapshotId()).contains(head.snapshotId());
            assertThat(read.committedAt().orElseThrow().toEpochMilli()).isEqualTo(head.timestampMillis());
        }
    }

    @Test
    void aPortWithoutDataIsAnEmptyTable() {
        mesh.create(
                "sales.orders.empty.v1",
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(
                        2,
                        "tags",
                        Types.ListType.ofOptional(
                                3,
                                Types.StructType.of(
                                        Types.NestedField.optional(4, "a b", Types.TimestampType.withZone())))));

        try (QueryResult result = engine.run(mesh, "SELECT * FROM sales.orders.empty")) {
            assertThat(result.next()).isFalse();
            assertThat(result.columns())
                    .containsExactly(
                            new Column("id", "BIGINT"),
                            new Column("tags", "STRUCT(\"a b\" TIMESTAMP WITH TIME ZONE)[]"));
            assertThat(result.snapshots().get(0).snapshotId()).isEmpty();
        }
        assertThat(rows("SELECT count(*) FROM sales.orders.empty")).isEqualTo(List.of(List.of(0L)));
    }

    @Test
    void oldFilesAreReadThroughTheSchemaOfNow() {
        mesh.create(
                "sales.orders.evolving.v1",
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "name", Types.StringType.get()),
                Types.NestedField.optional(3, "gone", Types.StringType.get()));
        mesh.append("sales.orders.evolving.v1", "SELECT 1::INTEGER id, 'one' AS name, 'x' AS gone");
        Table table = mesh.table("sales.orders.evolving.v1");
        table.updateSchema()
                .renameColumn("name", "title")
                .deleteColumn("gone")
                .updateColumn("id", Types.LongType.get())
                .addColumn("since", Types.TimestampType.withZone())
                .commit();
        table.updateSchema().addColumn("name", Types.StringType.get()).commit();
        mesh.append(
                "sales.orders.evolving.v1",
                "SELECT 2::BIGINT id, 'two' AS title, TIMESTAMPTZ '2026-01-01 00:00:00Z' AS since, 'fresh' AS name");

        assertThat(rows("SELECT * FROM sales.orders.evolving ORDER BY id"))
                .isEqualTo(List.of(
                        Arrays.asList(1L, "one", null, null),
                        Arrays.asList(2L, "two", OffsetDateTime.parse("2026-01-01T00:00:00Z"), "fresh")));
    }

    @Test
    void fieldsAddedInsideAColumnAreNullInOldFiles() {
        mesh.create(
                "sales.orders.nested.v1",
                Types.NestedField.optional(
                        1, "who", Types.StructType.of(Types.NestedField.optional(2, "name", Types.StringType.get()))));
        mesh.append("sales.orders.nested.v1", "SELECT {'name': 'Ada'} AS who");
        mesh.table("sales.orders.nested.v1")
                .updateSchema()
                .addColumn("who", "age", Types.IntegerType.get())
                .commit();

        Map<String, Object> ada = new LinkedHashMap<>();
        ada.put("name", "Ada");
        ada.put("age", null);
        assertThat(rows("SELECT who FROM sales.orders.nested")).isEqualTo(List.of(List.of(ada)));
    }

    @Test
    void fieldsRenamedInsideAColumnAreRefusedBecauseTheyWouldReadAsNull() {
        mesh.create(
                "sales.orders.renamed.v1",
                Types.NestedField.optional(
                        1, "who", Types.StructType.of(Types.NestedField.optional(2, "name", Types.StringType.get()))));
        mesh.append("sales.orders.renamed.v1", "SELECT {'name': 'Ada'} AS who");
        mesh.table("sales.orders.renamed.v1")
                .updateSchema()
                .renameColumn("who.name", "title")
                .commit();

        assertRefused("SELECT * FROM sales.orders.renamed", Code.FEATURE_UNSUPPORTED, "was renamed or replaced");
    }

    @Test
    void deletedRowsAreNotRead() {
        mesh.create("sales.orders.shrinking.v1", Types.NestedField.required(1, "id", Types.LongType.get()));
        var first = mesh.append("sales.orders.shrinking.v1", "SELECT range AS id FROM range(5)");
        mesh.append("sales.orders.shrinking.v1", "SELECT range + 10 AS id FROM range(2)");
        mesh.delete("sales.orders.shrinking.v1", first, 0, 3);

        assertThat(rows("SELECT id FROM sales.orders.shrinking ORDER BY id"))
                .isEqualTo(List.of(List.of(1L), List.of(2L), List.of(4L), List.of(10L), List.of(11L)));
    }

    @Test
    void aQueryReadsTheSnapshotsItStartedWith() {
        mesh.create("sales.orders.growing.v1", Types.NestedField.required(1, "id", Types.LongType.get()));
        mesh.append("sales.orders.growing.v1", "SELECT range AS id FROM range(100000)");

        try (QueryResult result = engine.run(mesh, "SELECT id FROM sales.orders.growing")) {
            result.next();
            mesh.append("sales.orders.growing.v1", "SELECT range AS id FROM range(100000)");
            mesh.table("sales.orders.growing.v1")
                    .newDelete()
                    .deleteFromRowFilter(org.apache.iceberg.expressions.Expressions.alwaysTrue())
                    .commit();
            while (result.next()) {}
            assertThat(result.count()).isEqualTo(100_000);
        }
        assertThat(rows("SELECT count(*) FROM sales.orders.growing")).isEqualTo(List.of(List.of(0L)));
    }

    @Test
    void theNewestMajorVersionIsMeantUnlessOneIsNamed() {
        mesh.create("sales.orders.versions.v1", Types.NestedField.required(1, "old", Types.LongType.get()));
        mesh.create("sales.orders.versions.v2", Types.NestedField.required(1, "new", Types.LongType.get()));

        assertThat(columns("SELECT * FROM sales.orders.versions")).containsExactly("new");
        assertThat(columns("SELECT * FROM sales.orders.versions_v1")).containsExactly("old");
    }

    @ParameterizedTest
    @CsvSource({"memory.orders.t", "sales.main.t", "duckdb.system.temp", "select.from.where"})
    void portsMayBeNamedLikeThingsOfDuckDb(String port) {
        mesh.create(port + ".v1", Types.NestedField.required(1, "id", Types.LongType.get()));
        mesh.append(port + ".v1", "SELECT 7::BIGINT AS id");
        String name = "\"" + port.replace('-', '_').replace(".", "\".\"") + "\"";

        assertThat(rows("SELECT id FROM " + name)).isEqualTo(List.of(List.of(7L)));
    }

    @ParameterizedTest
    @CsvSource({"system.orders.t", "temp.orders.t", "main.orders.t", "sales.information-schema.t", "sales.pg-catalog.t"
    })
    void portsThatDuckDbCannotTellFromItsOwnAreRefused(String port) {
        mesh.create(port + ".v1", Types.NestedField.required(1, "id", Types.LongType.get()));

        assertRefused("SELECT id FROM " + port.replace('-', '_'), Code.FEATURE_UNSUPPORTED, "for itself");
    }

    @Test
    void moreRowsThanAskedForAreCutOffAndSaidSo() {
        try (QueryResult result = engine.run(mesh, "SELECT * FROM range(10)", 4, new Cancellation())) {
            while (result.next()) {}
            assertThat(result.count()).isEqualTo(4);
            assertThat(result.truncated()).isTrue();
        }
        try (QueryResult result = engine.run(mesh, "SELECT * FROM range(4)", 4, new Cancellation())) {
            while (result.next()) {}
            assertThat(result.truncated()).isFalse();
        }
    }

    @Test
    void unknownNamesAreSuggested() {
        assertRefused(
                "SELECT * FROM sales.orders.order_line",
                Code.SQL_UNKNOWN_NAME,
                "sales.orders.order_line (line 1, column 15)",
                "sales.orders.order_lines");
        assertRefused(
                "SELECT * FROM order_lines", Code.SQL_UNKNOWN_NAME, "named order_lines", "sales.orders.order_lines");
        assertRefused("SELECT qyt FROM sales.orders.order_lines", Code.SQL_UNKNOWN_NAME, "\"qyt\" not found", "qty");
        assertRefused("SELECT x.id FROM sales.orders.order_lines o", Code.SQL_UNKNOWN_NAME, "\"x\" not found", "\"o\"");
        assertRefused("SELECT sun(qty) FROM sales.orders.order_lines", Code.SQL_FORBIDDEN, "function sun", "sum");
    }

    @Test
    void syntaxErrorsSayWhere() {
        assertRefused("SELECT 1,\n  FORM x y z", Code.SQL_INVALID, "(line 2, column");
        assertRefused("SELECT 'é' FROM WHERE", Code.SQL_INVALID, "(line 1, column 17)");
        assertRefused("   ", Code.SQL_INVALID, "no SQL");
        assertRefused("-- nothing", Code.SQL_INVALID, "no statement");
        assertRefused("SELECT sum(sku) FROM sales.orders.order_lines", Code.SQL_INVALID, "sum(VARCHAR)");
    }

    @Test
    void failuresDoNotQuoteTheData() {
        mesh.create("sales.orders.secrets.v1", Types.NestedField.required(1, "s", Types.StringType.get()));
        mesh.append("sales.orders.secrets.v1", "SELECT 'top-secret' AS s");

        for (String sql : List.of(
                "SELECT CAST(s AS INTEGER) FROM sales.orders.secrets",
                "SELECT CAST(s AS DATE) FROM sales.orders.secrets",
                "SELECT strptime(s, '%Y') FROM sales.orders.secrets",
                "SELECT json_extract(s, '$.a') FROM sales.orders.secrets",
                "SELECT regexp_matches('a', '(' || s) FROM sales.orders.secrets",
                "SELECT date_trunc(s, DATE '2026-01-01') FROM sales.orders.secrets",
                "SELECT repeat('x', 3)::INTEGER + s::INTEGER FROM sales.orders.secrets",
                "SELECT CAST(s AS UUID) FROM sales.orders.secrets",
                "SELECT printf('%d', s) FROM sales.orders.secrets",
                "SELECT CAST('[' || s AS INTEGER[]) FROM sales.orders.secrets",
                "SELECT from_hex(s) FROM sales.orders.secrets",
                "SELECT (SELECT s::INTEGER FROM sales.orders.secrets)",
                "SELECT MAP {s: 1, s || '': 2} FROM sales.orders.secrets",
                "SELECT chr(unicode(s) * 1000000) FROM sales.orders.secrets",
                "SELECT make_date(length(s)::BIGINT * 100000000, 1, 1) FROM sales.orders.secrets")) {
            assertThatThrownBy(() -> rows(sql)).as(sql).isInstanceOfSatisfying(PolderException.class, e -> {
                assertThat(e.code()).isIn(Code.SQL_FAILED, Code.SQL_INVALID);
                assertThat(e.getMessage() + e.remedy()).doesNotContain("secret");
                assertThat(e).hasNoCause();
            });
        }
    }

    @Test
    void numbersThatDoNotFitSaySo() {
        assertRefused("SELECT 9223372036854775807 + qty FROM sales.orders.order_lines", Code.SQL_FAILED, "too large");
    }

    private static List<List<Object>> rows(String sql) {
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

    private static List<String> columns(String sql) {
        try (QueryResult result = engine.run(mesh, sql)) {
            return result.columns().stream().map(Column::name).toList();
        }
    }

    private static void assertRefused(String sql, Code code, String message, String... remedies) {
        assertThatThrownBy(() -> rows(sql)).as(sql).isInstanceOfSatisfying(PolderException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
            for (String remedy : remedies) {
                assertThat(e.remedy()).contains(remedy);
            }
        });
    }
}
