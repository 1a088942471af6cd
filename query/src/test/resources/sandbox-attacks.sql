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
SELECT * FROM sales.orders.lines WHERE duckdb_views() IS NOT NULL
SELECT sql FROM duckdb_views() WHERE view_name = 'lines'
SELECT view_definition FROM information_schema.views
SELECT view_definition FROM sales.information_schema.views
SELECT definition FROM pg_catalog.pg_views
SELECT definition FROM pg_views
SELECT sql FROM sqlite_master
SELECT sql FROM sqlite_schema
SELECT sql FROM sales.sqlite_master
SELECT * FROM pragma_functions()
SELECT * FROM pragma_metadata_info()
SELECT * FROM pragma_collations()
SELECT * FROM duckdb_constraints()
SELECT * FROM duckdb_dependencies()
SELECT * FROM duckdb_indexes()
SELECT * FROM duckdb_keywords()
SELECT * FROM duckdb_optimizers()
SELECT * FROM duckdb_schemas()
SELECT * FROM duckdb_sequences()
SELECT * FROM duckdb_types()
SELECT * FROM duckdb_which_secret('x', 's3')
SELECT * FROM duckdb_log_contexts()
SELECT * FROM duckdb_external_file_cache()
SELECT * FROM duckdb_prepared_statements()
SELECT * FROM duckdb_approx_database_count()
SELECT * FROM parquet_bloom_probe('FILE', 'id', 1)
SELECT * FROM parse_duckdb_log_message('x', 'y')
SELECT pg_get_viewdef('sales.orders.lines')
SELECT pg_get_viewdef('sales.orders.lines'::regclass)
SELECT pg_get_expr('x', 1)
SELECT obj_description(1, 'x')
SELECT col_description(1, 1)
SELECT has_table_privilege('x', 'SELECT')
SELECT format_type(1, 1)
SELECT json_serialize_plan('SELECT * FROM sales.orders.lines')
SELECT get_bit('1'::BIT, 0), current_setting('allowed_paths')
SELECT * FROM sales.orders.lines WHERE error(id::VARCHAR)
SELECT can_cast_implicitly(1, 'x')
SELECT constant_or_null(1, id) FROM sales.orders.lines
SELECT file_exists('SECRET')
SELECT read_text('SECRET')
SELECT content FROM read_blob('SECRET')
SELECT __internal_compress_string_ubigint('x')
SELECT __internal_decompress_integral_bigint(1, 2)
SELECT create_sort_key(id, 'ASC') FROM sales.orders.lines
SELECT combine(state, state) FROM (SELECT sum(id) EXPORT_STATE AS state FROM sales.orders.lines)
SELECT finalize(sum(id) EXPORT_STATE) FROM sales.orders.lines
SELECT aggregate([1], 'sum')
SELECT list_aggr([1], 'histogram')
SELECT array_aggr([1], 'sum')
SELECT enum_range(NULL::ENUM('a'))
SELECT enum_code('a'::ENUM('a'))
SELECT __polder_rows FROM sales.orders.lines
SELECT __polder_rows.id FROM sales.orders.lines
SELECT __polder_file FROM sales.orders.lines
SELECT * FROM __polder_rows
SELECT file_index FROM sales.orders.lines
SELECT file_size FROM sales.orders.lines
SELECT last_modified FROM sales.orders.lines
SELECT * FROM sales.orders.lines WHERE rowid = 1
SELECT * FROM sales.orders.lines ORDER BY rowid
SELECT count(rowid) FROM sales.orders.lines
SELECT lines.rowid FROM sales.orders.lines
SELECT sales.orders.lines.filename FROM sales.orders.lines
EXPLAIN (FORMAT json) SELECT * FROM sales.orders.lines
EXPLAIN (ANALYZE) SELECT * FROM sales.orders.lines
SELECT * FROM (EXPLAIN SELECT 1)
SHOW VIEWS
SHOW CREATE VIEW sales.orders.lines
DESCRIBE (SELECT * FROM sales.orders.lines)
SUMMARIZE (SELECT * FROM sales.orders.lines)
FROM sales.orders.lines |> SELECT *
SET disabled_optimizers='filter_pushdown'
PRAGMA disable_optimizer
PRAGMA show('sales.orders.lines')
PRAGMA storage_info('sales.orders.lines')
PRAGMA import_database('/tmp')
PRAGMA explain_output='all'
CREATE TABLE t AS SELECT * FROM sales.orders.lines
CREATE FUNCTION f(x) AS (SELECT sql FROM duckdb_views())
CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW SELECT 1
ALTER DATABASE memory RENAME TO x
COPY FROM DATABASE sales TO memory
USE memory
LISTEN x
REINDEX x
KILL 1
