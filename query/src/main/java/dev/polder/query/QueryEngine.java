package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.exceptions.NotFoundException;
import org.duckdb.DuckDBPreparedStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs queries. Safe for use by many threads; each query has a database of its own. */
public final class QueryEngine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QueryEngine.class);
    /** Deep enough for a few hundred operators in a row, shallow enough for a thread's stack. */
    private static final int MAX_TREE_DEPTH = 3_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_TREE_DEPTH)
                            .maxStringLength(10_000_000)
                            .build())
                    .build())
            .build();

    private final QueryLimits limits;
    private final MaskKey key;
    private final SpareSession spare;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "query-clock");
        thread.setDaemon(true);
        return thread;
    });

    /** @param key of the mask {@code hash} */
    public QueryEngine(QueryLimits limits, MaskKey key) {
        this.limits = limits;
        this.key = key;
        this.spare = new SpareSession(limits);
    }

    /** As {@link #run(PortCatalog, String, long, Cancellation)}, with as many rows as the limits allow and nobody to cancel it. */
    public QueryResult run(PortCatalog ports, String sql) {
        return run(ports, sql, limits.rows(), new Cancellation());
    }

    /**
     * Starts a query. The snapshots of all ports it names are taken before it reads any of them.
     *
     * @param ports what the reader may name, with what they owe for each
     * @param maxRows rows to answer at most
     * @return rows yet to be read; the caller closes it
     * @throws PolderException SQL_INVALID, SQL_UNKNOWN_NAME, SQL_FORBIDDEN, SQL_FAILED, SQL_LIMIT; DENIED when a port may not be
     *     read; POLICY_INVALID when an obligation cannot be met; FEATURE_UNSUPPORTED when a table has files that cannot be read here
     */
    public QueryResult run(PortCatalog ports, String sql, long maxRows, Cancellation cancellation) {
        SqlText text = SqlText.of(sql, limits.sqlLength());
        Session session = spare.take();
        Watch watch = new Watch(session, limits.time(), cancellation, clock);
        try {
            return start(ports, text, Math.min(maxRows, limits.rows()), session, watch);
        } catch (SQLException e) {
            PolderException refusal = watch.refusal(e, text);
            watch.close();
            throw refusal;
        } catch (RuntimeException | Error e) {
            watch.close();
            throw e;
        }
    }

    private QueryResult start(PortCatalog ports, SqlText sql, long maxRows, Session session, Watch watch)
            throws SQLException {
        JsonNode tree = tree(session.parse(sql));
        Map<TableName, String> named = SqlCheck.tables(sql, tree, ports);
        Map<TableName, ResolvedPort> resolved = new LinkedHashMap<>();
        named.forEach((name, place) -> resolved.put(
                name,
                ports.resolve(name.toString())
                        .orElseThrow(() -> SqlCheck.unknownTable(name.toString(), place, ports))));
        List<SnapshotRead> snapshots = new ArrayList<>();
        Map<TableName, GovernedView> views = new LinkedHashMap<>();
        resolved.forEach((name, port) -> {
            snapshots.add(snapshot(port));
            views.put(name, view(port));
        });
        watch.check();
        furnish(session, views, tree);
        watch.check();
        return new QueryResult(
                sql, watch, prepared(session, sql, watch), snapshots, Reading.of(sql, resolved, views), maxRows);
    }

    private static DuckDBPreparedStatement prepared(Session session, SqlText sql, Watch watch) {
        try {
            return session.prepare(sql);
        } catch (SQLException e) {
            throw watch.unbound(e, sql);
        }
    }

    private GovernedView view(ResolvedPort port) {
        try {
            return GovernedView.of(port, key);
        } catch (NotFoundException e) {
            throw new PolderException(
                    Code.SQL_FAILED,
                    "A file of " + port.port() + " is not there; its table may just have been replaced",
                    "Send the query again",
                    e);
        }
    }

    private static void furnish(Session session, Map<TableName, GovernedView> views, JsonNode tree) {
        boolean harmless = Harmless.is(
                tree, views.values().stream().map(GovernedView::columns).toList());
        Map<TableName, String> selects = new LinkedHashMap<>();
        views.forEach((name, view) -> selects.put(name, view.select(harmless)));
        try {
            for (GovernedView view : views.values()) {
                session.register(view.scan().functions());
            }
            session.define(selects);
            session.lock(views.values().stream()
                    .flatMap(view -> view.scan().files().stream())
                    .toList());
        } catch (SQLException e) {
            // Neither message nor cause: they may quote the view, and with it the key of masks.
            log.error("cannot make the views of a query: {}", DuckErrors.type(e));
            throw new PolderException(
                    Code.SQL_FAILED,
                    "The data of a port that the query names cannot be read",
                    "Send the query again; when it fails again, look into the server's log");
        }
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new PolderException(
                    Code.SQL_LIMIT, "The SQL is nested too deep", "Use WITH, IN (…) or fewer parentheses", e);
        }
    }

    private static SnapshotRead snapshot(ResolvedPort port) {
        Optional<Snapshot> head = Optional.ofNullable(port.table().currentSnapshot());
        return new SnapshotRead(
                port.port(),
                head.map(Snapshot::snapshotId),
                head.map(Snapshot::timestampMillis).map(Instant::ofEpochMilli));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        spare.close();
    }
}
