package dev.polder.process;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * The Iceberg table of a port: {@link #MAIN} is what readers see; {@link #AUDIT} is where data waits until its quality rules
 * hold, and main is moved forward to it.
 */
final class PortTable {
    static final String MAIN = SnapshotRef.MAIN_BRANCH;
    static final String AUDIT = "audit";

    private final TableName name;
    private final Table table;

    private PortTable(TableName name, Table table) {
        this.name = Objects.requireNonNull(name);
        this.table = Objects.requireNonNull(table);
    }

    /** Loads the table as it is now; {@code NOT_READY} when there is none. */
    static PortTable load(SparkSession spark, TableName name) {
        Catalog catalog = Spark3Util.loadIcebergCatalog(spark, SparkSessions.CATALOG);
        try {
            return new PortTable(
                    name,
                    catalog.loadTable(
                            TableIdentifier.of(Namespace.of(name.namespace().toArray(String[]::new)), name.table())));
        } catch (NoSuchTableException e) {
            throw new PolderException(
                    Code.NOT_READY,
                    "there is no table " + name + " yet",
                    "Wait until the port is provisioned; polder status shows its condition.",
                    e);
        }
    }

    Table iceberg() {
        return table;
    }

    PortTable refresh() {
        table.refresh();
        return this;
    }

    Optional<String> property(String key) {
        return Optional.ofNullable(table.properties().get(key));
    }

    /** The newest snapshot of a branch; empty when the branch does not exist. */
    Optional<Snapshot> head(String branch) {
        return Optional.ofNullable(table.snapshot(branch));
    }

    /** The newest snapshot of a branch, from its head backwards, of which the condition is true. */
    Optional<Snapshot> newest(String branch, Predicate<Snapshot> condition) {
        Optional<Snapshot> head = head(branch);
        if (head.isPresent()) {
            for (Snapshot snapshot : SnapshotUtil.ancestorsOf(head.get().snapshotId(), table::snapshot)) {
                if (condition.test(snapshot)) {
                    return Optional.of(snapshot);
                }
            }
        }
        return Optional.empty();
    }

    /** Makes the audit branch hold all of main, and whatever waits on it on top of that. */
    void prepareAudit() {
        Optional<Snapshot> main = head(MAIN);
        Optional<Snapshot> audit = head(AUDIT);
        if (audit.isEmpty()) {
            table.manageSnapshots().createBranch(AUDIT).commit();
        } else if (main.isPresent() && !isAncestor(main.get(), audit.get())) {
            // Main went on without the audit branch; what waited there is landed again from the topic.
            table.manageSnapshots().replaceBranch(AUDIT, MAIN).commit();
        }
        table.refresh();
    }

    /** Makes the audit branch equal to main: nothing of an earlier attempt stays. */
    void resetAudit() {
        boolean hasMain = head(MAIN).isPresent();
        if (head(AUDIT).isEmpty()) {
            table.manageSnapshots().createBranch(AUDIT).commit();
        } else if (hasMain) {
            table.manageSnapshots().replaceBranch(AUDIT, MAIN).commit();
        } else {
            table.manageSnapshots().removeBranch(AUDIT).commit();
            table.manageSnapshots().createBranch(AUDIT).commit();
        }
        table.refresh();
    }

    /** Whether the audit branch holds something that main does not show. */
    boolean hasUnpublished() {
        Optional<Snapshot> audit = head(AUDIT);
        Optional<Snapshot> main = head(MAIN);
        return audit.isPresent()
                && (main.isEmpty()
                        || main.get().snapshotId() != audit.get().snapshotId() && isAncestor(main.get(), audit.get()));
    }

    /** Lets readers see what is on the audit branch; fails when main is not an ancestor of it. */
    void publish() {
        table.manageSnapshots().fastForwardBranch(MAIN, AUDIT).commit();
        table.refresh();
    }

    private boolean isAncestor(Snapshot older, Snapshot newer) {
        return SnapshotUtil.isAncestorOf(newer.snapshotId(), older.snapshotId(), table::snapshot);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
