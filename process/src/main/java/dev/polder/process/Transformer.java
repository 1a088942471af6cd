package dev.polder.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.core.quality.QualityRule.Comparison;
import dev.polder.core.quality.QualityRule.Operator;
import dev.polder.core.quality.QualityRule.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs: the whole output is computed from the pinned inputs, written to the audit branch, checked there, and published
 * when all blocking rules hold. What readers see changes in one step or not at all. One run at a time.
 */
final class Transformer {
    static final String RUN_ID = "polder.run-id";
    static final String INPUTS = "polder.inputs";

    private static final Logger LOG = LoggerFactory.getLogger(Transformer.class);

    private final SparkSession spark;
    private final QualityChecks checks;

    /** @param spark a session of its own, in which the inputs get their names */
    Transformer(SparkSession spark, QualityChecks checks) {
        this.spark = Objects.requireNonNull(spark);
        this.checks = Objects.requireNonNull(checks);
    }

    /** Executes the run; never throws: a failure is a report. */
    RunReport run(TransformRun run) {
        try {
            RunReport report = execute(run);
            LOG.info(
                    "Run ended. run={} transform={} state={} rows={}",
                    run.id(),
                    run.transform(),
                    report.state(),
                    report.rows());
            return report;
        } catch (PolderException e) {
            LOG.warn("Run refused. run={} transform={} code={}", run.id(), run.transform(), e.code());
            return RunReport.failed(run.id(), Problem.of(e));
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            LOG.error("Run failed. run={} transform={}", run.id(), run.transform(), e);
            return RunReport.failed(run.id(), Failures.ofRun(e));
        } finally {
            run.inputs().forEach(input -> spark.catalog().dropTempView(input.name()));
        }
    }

    private RunReport execute(TransformRun run) {
        PortTable table = PortTable.load(spark, run.table());
        Optional<Snapshot> done = table.newest(
                PortTable.MAIN, snapshot -> run.id().equals(snapshot.summary().get(RUN_ID)));
        if (done.isPresent()) {
            return replayed(run, done.get());
        }
        run.inputs().forEach(this::name);
        Set<String> names = run.inputs().stream().map(TransformRun.Input::name).collect(Collectors.toSet());
        StructType columns = SparkSchemaUtil.convert(table.iceberg().schema());
        Dataset<Row> result = OutputFit.fit(GovernedSql.query(spark, run.sql(), names), columns);
        List<Rule> rules = withRequired(columns, run.rules());
        table.resetAudit();
        try {
            write(run, result);
        } catch (Exception e) {
            if (isMissingValue(e)) {
                return missingValues(run, rules, result, e);
            }
            throw e;
        }
        table.refresh();
        Snapshot written = table.head(PortTable.AUDIT).orElseThrow();
        List<Check> results = checks.run(rules, checks.snapshot(run.table(), written.snapshotId()));
        if (Check.anyBlocks(results)) {
            return qualityFailed(run, rows(written), results);
        }
        table.publish();
        return new RunReport(
                run.id(),
                RunReport.State.SUCCEEDED,
                rows(written),
                Optional.of(written.snapshotId()),
                results,
                Optional.empty());
    }

    /** The run was published before, but whoever did it could not say so any more. */
    private RunReport replayed(TransformRun run, Snapshot done) {
        LOG.info("Run was published before. run={} snapshot={}", run.id(), done.snapshotId());
        StructType columns = SparkSchemaUtil.convert(
                PortTable.load(spark, run.table()).iceberg().schema());
        List<Check> results =
                checks.run(withRequired(columns, run.rules()), checks.snapshot(run.table(), done.snapshotId()));
        return new RunReport(
                run.id(),
                RunReport.State.SUCCEEDED,
                rows(done),
                Optional.of(done.snapshotId()),
                results,
                Optional.empty());
    }

    private void name(TransformRun.Input input) {
        Dataset<Row> rows;
        if (input.snapshotId().isPresent()) {
            long snapshot = input.snapshotId().get();
            if (PortTable.load(spark, input.table()).iceberg().snapshot(snapshot) == null) {
                throw new PolderException(
                        Code.TRANSFORM_FAILED,
                        "snapshot " + snapshot + " of input " + input.name() + " does not exist any more",
                        "Run the transform again; it then reads the newest snapshot.");
            }
            rows = spark.read()
                    .option("versionAsOf", snapshot)
                    .table(input.table().inSpark());
        } else {
            StructType columns = SparkSchemaUtil.convert(
                    PortTable.load(spark, input.table()).iceberg().schema());
            rows = spark.createDataFrame(List.<Row>of(), columns);
        }
        shown(rows, input).createOrReplaceTempView(input.name());
    }

    /** Only what the product may see of an input. Column by column: a name may hold dots. */
    private static Dataset<Row> shown(Dataset<Row> rows, TransformRun.Input input) {
        if (input.columns().isEmpty() && input.nulls().isEmpty()) {
            return rows;
        }
        return rows.select(Stream.of(rows.schema().fields())
                .filter(field -> input.columns()
                        .map(columns -> columns.contains(field.name()))
                        .orElse(true))
                .map(field -> input.nulls().contains(field.name())
                        ? lit(null).cast(field.dataType()).as(field.name())
                        : col("`" + field.name().replace("`", "``") + "`"))
                .toArray(Column[]::new));
    }

    private void write(TransformRun run, Dataset<Row> result) {
        try {
            result.writeTo(run.table().inSpark(PortTable.AUDIT))
                    .option(Lander.property(RUN_ID), run.id())
                    .option(Lander.property(INPUTS), inputs(run))
                    .overwrite(lit(true));
        } catch (NoSuchTableException e) {
            throw Failures.tableGone(run.table(), e);
        }
    }

    private static String inputs(TransformRun run) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        run.inputs()
                .forEach(input ->
                        node.put(input.table().toString(), input.snapshotId().orElse(null)));
        return node.toString();
    }

    /** The contract's {@code required} is a rule like any other, and always blocks. */
    private static List<Rule> withRequired(StructType columns, List<Rule> rules) {
        List<Rule> all = new ArrayList<>();
        for (StructField column : columns.fields()) {
            if (!column.nullable()) {
                all.add(new Rule(
                        "required:" + column.name(),
                        Optional.of(column.name()),
                        new Rule.Aggregate("count_if(" + SparkSessions.quoted(column.name()) + " IS NULL)"),
                        new Comparison(Operator.MUST_BE, List.of(BigDecimal.ZERO)),
                        Unit.ROWS,
                        true));
            }
        }
        all.addAll(rules);
        return all;
    }

    private static boolean isMissingValue(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable known && "NOT_NULL_ASSERT_VIOLATION".equals(known.getCondition())) {
                return true;
            }
        }
        return false;
    }

    /** The table cannot even hold the result, because a required column is null somewhere: it is checked before the write. */
    private RunReport missingValues(TransformRun run, List<Rule> rules, Dataset<Row> result, Exception failure) {
        List<Check> results = checks.run(rules, result);
        if (!Check.anyBlocks(results)) {
            throw new PolderException(
                    Code.TRANSFORM_FAILED,
                    "a required field inside a column is null: " + Failures.message(failure),
                    "Give every required field a value, or make it optional in the contract.",
                    failure);
        }
        return qualityFailed(run, result.count(), results);
    }

    private static RunReport qualityFailed(TransformRun run, long rows, List<Check> results) {
        String failed = results.stream()
                .filter(check -> check.blocks() && !check.holds())
                .map(Check::message)
                .collect(Collectors.joining("; "));
        return new RunReport(
                run.id(),
                RunReport.State.QUALITY_FAILED,
                rows,
                Optional.empty(),
                results,
                Optional.of(new Problem(
                        Code.QUALITY_FAILED,
                        "not published: " + failed,
                        "Correct the input or the transform, or agree on another rule; readers keep what was there.")));
    }

    private static long rows(Snapshot snapshot) {
        return Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"));
    }
}
