package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands one port's new records: one range of offsets, one commit, with the offsets in the commit. It keeps nothing between two
 * landings, so that it may end at any point: either the commit is there, with its offsets, or nothing is.
 */
final class Lander {
    static final String LANDED_AT = "polder.landed-at";
    /** Below this, one file per commit. */
    private static final long SMALL = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Lander.class);

    private final SparkSession spark;
    private final TopicReader reader;
    private final QualityChecks checks;
    private final long maxRecords;
    private final Clock clock;

    /**
     * @param spark a session of its own: names of columns are compared as they are written
     * @param maxRecords the most records of one commit
     */
    Lander(SparkSession spark, TopicReader reader, QualityChecks checks, long maxRecords, Clock clock) {
        this.spark = Objects.requireNonNull(spark);
        this.reader = Objects.requireNonNull(reader);
        this.checks = Objects.requireNonNull(checks);
        this.maxRecords = maxRecords;
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * What one call did.
     *
     * @param report to be told to the control plane
     * @param notice what a person should know although the landing went well
     * @param complete whether nothing is left that the topic held when it was asked
     */
    record Outcome(LandingReport report, Optional<Problem> notice, boolean complete) {}

    /**
     * Takes the next records of the port, if there are any.
     *
     * @throws PolderException when they cannot be landed; the table is as it was
     */
    Outcome land(Landing landing, TopicState topic) {
        PortTable table = PortTable.load(spark, landing.table());
        if (landing.audited()) {
            table.prepareAudit();
        } else if (table.hasUnpublished()) {
            // The rules that held these records back are gone from the contract.
            table.publish();
        }
        Covered covered = table.newest(landing.branch(), Lander::carriesOffsets)
                .map(snapshot -> Covered.from(snapshot.summary(), landing.topic()))
                .orElse(Covered.NOTHING);
        Map<Integer, Long> resume = table.property(LandingPlan.RESUME)
                .<Map<Integer, Long>>map(text -> Covered.parse(text, landing.topic()))
                .orElse(Map.of());
        LandingPlan plan = LandingPlan.of(landing.topic(), topic, covered, resume, maxRecords);
        long records = 0;
        if (!plan.isEmpty()) {
            append(landing, table, plan);
            table.refresh();
            records = added(table, landing);
        }
        List<Check> results = publish(landing, table, plan);
        Optional<Long> head = table.head(landing.branch()).map(Snapshot::snapshotId);
        LandingReport report = new LandingReport(
                landing.port(),
                plan.after().topicId(),
                records,
                head,
                plan.after().offsets(),
                !table.hasUnpublished(),
                results,
                Optional.empty());
        Optional<Problem> notice = plan.recreated() ? Optional.of(recreated(landing, covered)) : Optional.empty();
        return new Outcome(report, notice, plan.complete());
    }

    /** Told once, beside what was landed: nobody can know whether the old topic held more. */
    private static Problem recreated(Landing landing, Covered covered) {
        return new Problem(
                Code.OFFSETS_LOST,
                "topic " + landing.topic() + " was deleted and made anew; its old records are landed up to "
                        + covered.offsets() + ", and landing goes on at the beginning of the new one",
                "If the old topic held more than that, send those records again.");
    }

    /** Not the number of offsets: some are the ends of transactions, or records of aborted ones. */
    private static long added(PortTable table, Landing landing) {
        return table.newest(landing.branch(), Lander::carriesOffsets)
                .map(snapshot -> snapshot.summary().getOrDefault("added-records", "0"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static boolean carriesOffsets(Snapshot snapshot) {
        return snapshot.summary().containsKey(Covered.OFFSETS);
    }

    private void append(Landing landing, PortTable table, LandingPlan plan) {
        StructType columns = SparkSchemaUtil.convert(table.iceberg().schema());
        Dataset<Row> rows = RecordDecoder.decode(reader.read(spark, landing, plan.ranges()), landing, columns);
        if (plan.length() < SMALL) {
            rows = rows.coalesce(1);
        }
        DataFrameWriterV2<Row> writer = rows.writeTo(landing.table().inSpark(landing.branch()))
                .option(property(Covered.OFFSETS), plan.after().offsetsJson(landing.topic()))
                .option(property(Covered.TOPIC_ID), plan.after().topicId().orElseThrow())
                .option(property(LANDED_AT), clock.instant().toString());
        try {
            writer.append();
        } catch (NoSuchTableException e) {
            throw Failures.tableGone(landing.table(), e);
        } catch (Exception e) {
            reader.findUnreadable(landing, plan.ranges()).ifPresent(problem -> {
                throw problem;
            });
            throw e;
        }
        LOG.info(
                "Landed. port={} length={} offsets={}",
                landing.port(),
                plan.length(),
                plan.after().offsets());
    }

    private List<Check> publish(Landing landing, PortTable table, LandingPlan plan) {
        if (!landing.audited() || !table.hasUnpublished()) {
            return List.of();
        }
        long snapshot = table.head(PortTable.AUDIT).orElseThrow().snapshotId();
        List<Check> results = checks.run(landing.rules(), checks.snapshot(landing.table(), snapshot));
        if (Check.anyBlocks(results)) {
            LOG.warn("Not published: a quality rule does not hold. port={} checks={}", landing.port(), results);
        } else {
            table.publish();
        }
        return results;
    }

    static String property(String name) {
        return SparkWriteOptions.SNAPSHOT_PROPERTY_PREFIX + "." + name;
    }
}
