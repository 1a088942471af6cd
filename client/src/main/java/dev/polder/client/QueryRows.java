package dev.polder.client;

import java.util.List;

/** Takes a query's result as it arrives: {@link #columns} once, then {@link #row} for each row. */
public interface QueryRows {
    /** A column of a result; {@code type} is the SQL type as the server names it. */
    record Column(String name, String type) {}

    /** A port that was read, and the published snapshot of it. */
    record Snapshot(String port, String snapshotId, String committedAt) {}

    /**
     * What is known when the last row has come.
     *
     * @param truncated whether there are more rows than were asked for
     */
    record Summary(long rows, boolean truncated, List<Snapshot> snapshots) {
        public Summary {
            snapshots = List.copyOf(snapshots);
        }
    }

    void columns(List<Column> columns);

    void row(List<Json> values);
}
