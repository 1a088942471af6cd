package dev.polder.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.quality.QualityRule.Comparison;
import dev.polder.core.quality.QualityRule.Operator;
import dev.polder.core.quality.QualityRule.Unit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.avro.functions;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a small landing and a small transform on made-up records, so that the first real ones do not wait for thousands of classes
 * to be loaded. Its table is a scratch file, in a catalog of its own.
 */
final class WarmUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final String CATALOG = "warm_up";
    private static final String TABLE = CATALOG + ".sales.orders.lines";
    private static final String SCHEMA = """
            {"type":"record","name":"line","fields":[{"name":"id","type":"long"},{"name":"name","type":["null","string"]},
            {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
            {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}}]}
            """;

    private final SparkSession spark;

    /** @param scratch where the table is; the caller removes it */
    WarmUp(SparkSession spark, Path scratch) {
        this.spark = Objects.requireNonNull(spark).newSession();
        this.spark.conf().set("spark.sql.catalog." + CATALOG, "org.apache.iceberg.spark.SparkCatalog");
        this.spark.conf().set("spark.sql.catalog." + CATALOG + ".type", "hadoop");
        this.spark
                .conf()
                .set(
                        "spark.sql.catalog." + CATALOG + ".warehouse",
                        scratch.resolve("warm-up").toString());
    }

    /** Returns when everything was done once; a failure is no harm. */
    @Override
    public void run() {
        long start = System.nanoTime();
        try {
            spark.sql("CREATE TABLE " + TABLE + " (id bigint NOT NULL, name string, price decimal(10,2), at timestamp)"
                    + " USING iceberg");
            land();
            transform();
            LOG.info("Warmed up. milliseconds={}", (System.nanoTime() - start) / 1_000_000);
        } catch (Exception e) {
            LOG.info("Could not warm up. reason={}", e.toString());
        }
    }

    private void land() throws Exception {
        Dataset<Row> lines = spark.range(100)
                .select(
                        col("id"),
                        col("id").cast("string").as("name"),
                        expr("cast(id AS decimal(10,2)) AS price"),
                        expr("timestamp_seconds(id) AS at"));
        Dataset<Row> records = lines.select(concat(
                        lit(RecordDecoder.header(1)),
                        functions.to_avro(struct(col("id"), col("name"), col("price"), col("at")), SCHEMA))
                .as("value"));
        StructType columns = spark.table(TABLE).schema();
        Landing landing = new Landing(
                "sales.orders.lines.v1",
                "sales.orders.lines.v1",
                TopicFormat.AVRO,
                new TableName(List.of("sales", "orders"), "lines"),
                SCHEMA,
                Map.of(1, SCHEMA),
                false,
                List.of());
        RecordDecoder.decode(records, landing, columns)
                .coalesce(1)
                .writeTo(TABLE)
                .append();
    }

    private void transform() throws Exception {
        spark.table(TABLE).createOrReplaceTempView("lines");
        Dataset<Row> result = GovernedSql.query(
                spark,
                "WITH totals AS (SELECT name, sum(price) AS price, max(at) AS at, count(DISTINCT id) AS ids FROM lines"
                        + " GROUP BY name) SELECT coalesce(max(l.id), 0L) AS id, l.name, sum(t.price) AS price,"
                        + " max(t.at) AS at FROM lines l LEFT JOIN totals t ON l.name = t.name GROUP BY l.name",
                Set.of("lines"));
        Dataset<Row> fitted = OutputFit.fit(result, spark.table(TABLE).schema());
        fitted.writeTo(TABLE).overwrite(lit(true));
        Rule rule = new Rule(
                "rows",
                Optional.empty(),
                new Rule.Aggregate("count_if(`id` IS NULL)"),
                new Comparison(Operator.MUST_BE, List.of(BigDecimal.ZERO)),
                Unit.ROWS,
                true);
        new QualityChecks(spark).run(List.of(rule), spark.table(TABLE));
    }
}
