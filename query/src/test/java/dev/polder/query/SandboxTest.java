package dev.polder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way around the governed views that we could think of. FILE is a port's own data file, SECRET one beside it. */
class SandboxTest {
    @TempDir
    static Path directory;

    private static QueryEngine engine;
    private static String dataFile;
    private static String secretFile;

    @BeforeAll
    static void fill() throws IOException {
        TestMesh mesh = new TestMesh(directory);
        mesh.create("sales.orders.lines.v1", Types.NestedField.required(1, "id", Types.LongType.get()));
        dataFile = mesh.append("sales.orders.lines.v1", "SELECT range AS id FROM range(3)")
                .location()
                .substring("file://".length());
        Path secret = Files.writeString(directory.resolve("secret.csv"), "a,b\n1,2\n");
        secretFile = secret.toString();
        engine = new QueryEngine(mesh, QueryLimits.standard());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    static Stream<String> attacks() {
        return Arrays.stream("""
                        SELECT * FROM read_parquet('FILE')
                        SELECT * FROM parquet_scan('FILE')
                        SELECT * FROM parquet_metadata('FILE')
                        SELECT * FROM parquet_schema('FILE')
                        SELECT * FROM parquet_kv_metadata('FILE')
                        SELECT * FROM parquet_file_metadata('FILE')
                        SELECT * FROM read_csv('SECRET')
                        SELECT * FROM read_csv_auto('SECRET')
                        SELECT * FROM read_json('SECRET')
                        SELECT * FROM read_json_auto('SECRET')
                        SELECT * FROM read_ndjson('SECRET')
                        SELECT * FROM read_json_objects('SECRET')
                        SELECT * FROM read_text('SECRET')
                        SELECT * FROM read_blob('SECRET')
                        SELECT * FROM READ_TEXT('SECRET')
                        SELECT * FROM "read_text"('SECRET')
                        SELECT * FROM main.read_text('SECRET')
                        SELECT * FROM system.main.read_text('SECRET')
                        SELECT * FROM sniff_csv('SECRET')
                        SELECT * FROM glob('/etc/*')
                        SELECT * FROM 'SECRET'
                        SELECT * FROM "SECRET"
                        SELECT * FROM 'FILE'
                        FROM 'FILE'
                        FROM "FILE"
                        FROM 'file:///etc/passwd'
                        FROM 'https://example.org/a.parquet'
                        FROM 's3://bucket/a.parquet'
                        WITH a AS (FROM 'SECRET') SELECT * FROM a
                        SELECT (SELECT count(*) FROM 'SECRET')
                        SELECT * FROM sales.orders.lines WHERE id IN (SELECT a FROM 'SECRET')
                        SELECT * FROM sales.orders.lines l JOIN LATERAL (SELECT * FROM 'SECRET') s ON true
                        SELECT * FROM sales.orders.lines UNION ALL SELECT a FROM 'SECRET'
                        SELECT * FROM sales.orders.lines ORDER BY (SELECT a FROM 'SECRET')
                        SELECT * FROM sales.orders.lines LIMIT (SELECT count(*) FROM 'SECRET')
                        SELECT count(*) FILTER (WHERE id IN (FROM 'SECRET')) FROM sales.orders.lines
                        SELECT sum(id) OVER (PARTITION BY (SELECT a FROM 'SECRET')) FROM sales.orders.lines
                        SELECT list_transform([1], lambda x: (SELECT count(*) FROM 'SECRET'))
                        SELECT CASE WHEN true THEN (SELECT count(*) FROM 'SECRET') END
                        SELECT [x FOR x IN (SELECT list(a) FROM 'SECRET')]
                        SELECT * FROM (VALUES ((SELECT count(*) FROM 'SECRET')))
                        SELECT * FROM unnest((SELECT list(a) FROM 'SECRET'))
                        SELECT * FROM range((SELECT count(*) FROM 'SECRET'))
                        SELECT * FROM sales.orders.lines TABLESAMPLE reservoir(1) JOIN 'SECRET' ON true
                        SELECT * FROM (FROM 'SECRET') PIVOT (sum(b) FOR a IN (1))
                        SELECT * FROM (FROM 'SECRET') UNPIVOT (v FOR k IN (a, b))
                        SELECT id FROM sales.orders.lines GROUP BY id HAVING count(*) > (SELECT count(*) FROM 'SECRET')
                        SELECT id FROM sales.orders.lines QUALIFY id > (SELECT count(*) FROM 'SECRET')
                        WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT a FROM 'SECRET') SELECT * FROM t
                        ATTACH 'SECRET' AS x
                        ATTACH ':memory:' AS x
                        DETACH sales
                        USE sales
                        COPY sales.orders.lines TO '/tmp/out.csv'
                        COPY (SELECT 1) TO '/tmp/out.csv'
                        COPY sales.orders.lines FROM 'SECRET'
                        EXPORT DATABASE '/tmp/out'
                        IMPORT DATABASE '/tmp/out'
                        INSTALL httpfs
                        LOAD httpfs
                        LOAD '/tmp/x.duckdb_extension'
                        FORCE INSTALL httpfs
                        PRAGMA database_list
                        PRAGMA version
                        PRAGMA table_info('sales.orders.lines')
                        PRAGMA enable_profiling
                        SET memory_limit='10GB'
                        SET GLOBAL enable_external_access=true
                        RESET memory_limit
                        SET VARIABLE x = 1
                        CALL pragma_version()
                        CALL duckdb_settings()
                        CREATE TABLE x (a INTEGER)
                        CREATE VIEW x AS SELECT 1
                        CREATE OR REPLACE VIEW sales.orders.lines AS SELECT 1
                        CREATE MACRO f(x) AS x
                        CREATE MACRO t() AS TABLE SELECT * FROM 'SECRET'
                        CREATE SECRET s (TYPE s3)
                        CREATE TYPE t AS ENUM ('a')
                        CREATE SEQUENCE s
                        CREATE SCHEMA s
                        CREATE TEMP TABLE t AS SELECT 1
                        DROP VIEW sales.orders.lines
                        ALTER VIEW sales.orders.lines RENAME TO x
                        INSERT INTO sales.orders.lines VALUES (1)
                        UPDATE sales.orders.lines SET id = 1
                        DELETE FROM sales.orders.lines
                        MERGE INTO sales.orders.lines USING (SELECT 1 a) s ON true WHEN MATCHED THEN DELETE
                        TRUNCATE sales.orders.lines
                        VACUUM
                        ANALYZE
                        CHECKPOINT
                        BEGIN
                        COMMIT
                        ROLLBACK
                        EXPLAIN SELECT 1
                        EXPLAIN ANALYZE SELECT * FROM sales.orders.lines
                        DESCRIBE sales.orders.lines
                        DESCRIBE SELECT 1
                        SHOW TABLES
                        SHOW ALL TABLES
                        SHOW DATABASES
                        SHOW memory_limit
                        SUMMARIZE sales.orders.lines
                        SUMMARIZE 'SECRET'
                        SELECT * FROM (DESCRIBE sales.orders.lines)
                        SELECT * FROM (SHOW TABLES)
                        SELECT * FROM (SUMMARIZE sales.orders.lines)
                        FROM (SHOW ALL TABLES)
                        PREPARE p AS SELECT 1
                        EXECUTE p
                        DEALLOCATE p
                        COMMENT ON VIEW sales.orders.lines IS 'x'
                        SELECT 1; SELECT 2
                        SELECT 1; DROP VIEW sales.orders.lines
                        SELECT 1;; ATTACH 'SECRET'
                        SELECT 1 /* ; */ ; INSTALL httpfs
                        PIVOT sales.orders.lines ON id USING count(*)
                        SELECT ?
                        SELECT $1
                        SELECT $name
                        SELECT * FROM sales.orders.lines WHERE id = ?
                        SELECT getenv('HOME')
                        SELECT current_setting('memory_limit')
                        SELECT getvariable('x')
                        SELECT nextval('s')
                        SELECT currval('s')
                        SELECT version()
                        SELECT current_user
                        SELECT user
                        SELECT session_user
                        SELECT current_schema
                        SELECT current_database()
                        SELECT current_schemas(true)
                        SELECT current_query()
                        SELECT current_catalog
                        SELECT current_connection_id()
                        SELECT txid_current()
                        SELECT pg_backend_pid()
                        SELECT pg_sleep(1)
                        SELECT sleep_ms(1000)
                        SELECT inet_client_addr()
                        SELECT write_log('x')
                        SELECT error('x')
                        SELECT setseed(0.5)
                        SELECT query('SELECT 1')
                        SELECT in_search_path('a', 'b')
                        SELECT stats(id) FROM sales.orders.lines
                        SELECT pg_get_viewdef(1)
                        SELECT json_serialize_sql('SELECT 1')
                        SELECT json_deserialize_sql('{}')
                        SELECT json_serialize_plan('SELECT 1')
                        SELECT json_execute_serialized_sql('{}')
                        SELECT list_aggregate([1], 'sum')
                        SELECT repeat('x', 1000000000)
                        SELECT lpad('x', 1000000000, 'y')
                        SELECT rpad('x', length('y'), 'y')
                        SELECT range(1000000000)
                        SELECT generate_series(1, 1000000000)
                        SELECT repeat(repeat(repeat('x', 1000), 1000), 1000)
                        SELECT printf('%1000000000d', 1)
                        SELECT format('{:1000000000d}', 1)
                        SELECT list_resize([1], 1000000000)
                        SELECT CAST(NULL AS INTEGER[10000][10000])
                        SELECT bar(1, 0, 1, 1000000000)
                        SELECT * FROM json_execute_serialized_sql('{}')
                        SELECT * FROM query('SELECT 1')
                        SELECT * FROM query_table('sales.orders.lines')
                        SELECT * FROM query_table(['sales.orders.lines'])
                        SELECT * FROM duckdb_settings()
                        SELECT * FROM duckdb_views()
                        SELECT * FROM duckdb_tables()
                        SELECT * FROM duckdb_columns()
                        SELECT * FROM duckdb_databases()
                        SELECT * FROM duckdb_functions()
                        SELECT * FROM duckdb_secrets()
                        SELECT * FROM duckdb_extensions()
                        SELECT * FROM duckdb_logs()
                        SELECT * FROM duckdb_memory()
                        SELECT * FROM duckdb_temporary_files()
                        SELECT * FROM duckdb_variables()
                        SELECT * FROM duckdb_views
                        SELECT * FROM pragma_database_list
                        SELECT * FROM pragma_version()
                        SELECT * FROM pragma_table_info('sales.orders.lines')
                        SELECT * FROM pragma_storage_info('x')
                        SELECT * FROM pragma_show('x')
                        SELECT * FROM pragma_last_profiling_output()
                        SELECT * FROM sql_auto_complete('SELECT')
                        SELECT * FROM which_secret('s3://x', 's3')
                        SELECT * FROM repeat('x', 5)
                        SELECT * FROM repeat_row(1, 2, num_rows=5)
                        SELECT * FROM seq_scan('x')
                        SELECT * FROM checkpoint()
                        SELECT * FROM force_checkpoint()
                        SELECT * FROM test_all_types()
                        SELECT * FROM summary((SELECT 1))
                        SELECT * FROM enable_logging()
                        SELECT * FROM information_schema.tables
                        SELECT * FROM system.information_schema.tables
                        SELECT * FROM sales.information_schema.tables
                        SELECT * FROM pg_catalog.pg_class
                        SELECT * FROM pg_class
                        SELECT * FROM sqlite_master
                        SELECT * FROM system.main.duckdb_views
                        SELECT * FROM memory.main.x
                        SELECT * FROM temp.main.x
                        SELECT * FROM sales.orders.lines.more
                        SELECT * FROM orders.lines
                        SELECT * FROM sales.orders."lines; DROP"
                        SELECT * FROM sales.orders.lines AT (VERSION => 1)
                        WITH duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings
                        WITH pg_class AS (SELECT 1) SELECT * FROM (SELECT 1) x, main.pg_class
                        WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a
                        SELECT * FROM (WITH sqlite_master AS (SELECT 1) SELECT * FROM sqlite_master) x, sqlite_master
                        WITH "SECRET" AS (SELECT 1 a) SELECT * FROM "SECRET"
                        WITH x AS (INSERT INTO sales.orders.lines VALUES (1) RETURNING *) SELECT * FROM x
                        WITH x AS (DELETE FROM sales.orders.lines RETURNING *) SELECT * FROM x
                        SELECT * FROM ѕales.orders.lines
                        SELECT * FROM sales.orders.ⅼines
                        SELECT * FROM sales․orders․lines
                        SELECT * FROM saleS.orderſ.lines
                        SELECT 1::foo.bar
                        SELECT CAST('a' AS ENUM('a'))
                        SELECT CAST(1 AS "read_text")
                        SELECT 'x'.read_text()
                        SELECT x.query() FROM (SELECT 'SELECT 1' x)
                        SELECT main.abs(1)
                        SELECT system.main.getenv('HOME')
                        SELECT "getenv"('HOME')
                        SELECT GeTeNv('HOME')
                        SELECT getenv/**/('HOME')
                        SELECT rowid FROM sales.orders.lines
                        SELECT filename FROM sales.orders.lines
                        SELECT file_row_number FROM sales.orders.lines
                        """.split("\n"))
                .map(sql -> sql.replace("'FILE", "'" + dataFile)
                        .replace("\"FILE", "\"" + dataFile)
                        .replace("'SECRET", "'" + secretFile)
                        .replace("\"SECRET", "\"" + secretFile));
    }

    @ParameterizedTest
    @MethodSource
    void attacks(String sql) {
        assertThatThrownBy(() -> {
                    try (QueryResult result = engine.run(sql)) {
                        while (result.next()) {}
                    }
                })
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.code())
                                .as(refusal.getMessage())
                                .isIn(Code.SQL_FORBIDDEN, Code.SQL_UNKNOWN_NAME));
    }

    @Test
    void thereAreManyAttacks() {
        assertThat(attacks()).hasSizeGreaterThan(200).doesNotHaveDuplicates();
    }

    @Test
    void charactersThatOthersMayReadDifferentlyAreRefused() {
        for (String sql : List.of("SELECT 1\0; INSTALL httpfs", "SELECT '\ud800'")) {
            assertThatThrownBy(() -> engine.run(sql))
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
            session.lock(Map.of());
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
