package dev.polder.query;

import dev.polder.core.access.Obligations;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.types.Types;

/**
 * Two ports with the same rows under what policies and grants have a reader owe of each, so that a join of the two could tell what the one hides; and beside them
 * files of what {@link MaskedRows} leaves of each.
 */
final class LeakMesh implements AutoCloseable {
    /** What may stand behind an oracle's table, and which optimizers may be switched off, to get other plans. */
    static final List<String> SAMPLES = List.of("", " TABLESAMPLE 100 PERCENT (system)");

    static final List<String> OPTIMIZERS = List.of(
            "",
            "join_order",
            "join_order,build_side_probe_side",
            "build_side_probe_side",
            "statistics_propagation",
            "statistics_propagation,empty_result_pullup",
            "statistics_propagation,empty_result_pullup,join_order,build_side_probe_side",
            "statistics_propagation,empty_result_pullup,join_order",
            "filter_pushdown",
            "filter_pullup");

    private static final QueryLimits LIMITS = new QueryLimits(Duration.ofSeconds(60), 256L << 20, 1, 10_000, 100_000);
    private static final List<String> DOMAINS = List.of("a", "b");

    private final TestMesh ports;
    private final LeakPolicies policies;
    /** Kept as long as the mesh, because opening one takes longer than a query. */
    private final Map<String, Session> oracles = new HashMap<>();

    private final Map<TableName, String> seen = new LinkedHashMap<>();
    private final Map<TableName, GovernedView> views = new LinkedHashMap<>();

    private LeakMesh(Path directory, LeakPolicies policies) {
        this.ports = new TestMesh(directory);
        this.policies = policies;
    }

    static LeakMesh make(Path directory, Random random) throws SQLException {
        List<Map<String, Object>> rows = LeakCase.rows(random);
        while (true) {
            LeakPolicies policies = new LeakPolicies(random);
            Optional<LeakCase> a = policies.on("a", rows);
            Optional<LeakCase> b = policies.on("b", rows);
            // Where a port is denied there is nothing to be queried.
            if (a.isPresent() && b.isPresent()) {
                LeakMesh mesh = new LeakMesh(directory, policies);
                mesh.fill("a", a.get(), directory);
                mesh.fill("b", b.get(), directory);
                return mesh;
            }
        }
    }

    private void fill(String domain, LeakCase leak, Path directory) throws SQLException {
        TableName name = TableName.of(List.of(domain, "mesh", "rows")).orElseThrow();
        String port = domain + ".mesh.rows.v1";
        ports.create(port, LeakCase.COLUMNS.toArray(Types.NestedField[]::new));
        if (!leak.rows().isEmpty()) {
            ports.append(
                    port,
                    Literals.select(
                            LeakCase.COLUMNS.stream()
                                    .map(column -> Map.entry(column.name(), DuckTypes.of(column.type())))
                                    .toList(),
                            leak.rows()));
        }
        ports.oblige(port, leak.owed());
        views.put(name, GovernedView.of(ports.resolve(name.toString()).orElseThrow(), TestMesh.KEY));
        List<Map<String, Object>> rows = new MaskedRows(TestMesh.KEY_BYTES, domain)
                .of(LeakCase.COLUMNS, leak.rows(), leak.expected(), leak.filters());
        List<Map.Entry<String, String>> shown = MaskedRows.shown(LeakCase.COLUMNS, leak.expected()).stream()
                .map(column -> Map.entry(
                        column.name(),
                        MaskedRows.type(
                                column.type(), column.name(), leak.expected().masks())))
                .toList();
        Path file = directory.resolve(domain + ".parquet");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("COPY (" + Literals.select(shown, rows) + ") TO '" + file + "' (FORMAT parquet)");
        }
        seen.put(name, file.toString());
    }

    TestMesh ports() {
        return ports;
    }

    List<List<Column>> columns() {
        return views.values().stream().map(GovernedView::columns).toList();
    }

    String owed() {
        return DOMAINS.stream()
                        .map(domain -> ports.resolve(domain + ".mesh.rows")
                                .orElseThrow()
                                .obligations())
                        .map(Obligations::toString)
                        .toList()
                + "\n  decided  " + policies;
    }

    Session governed(boolean harmless) throws SQLException {
        Map<TableName, String> selects = new LinkedHashMap<>();
        List<String> files = new ArrayList<>();
        views.forEach((name, view) -> {
            selects.put(name, view.select(harmless));
            files.addAll(view.scan().files());
        });
        return session("", selects, files);
    }

    /** A session over the rows that may be seen, and no others; the mesh closes it. */
    Session oracle(String sample, String disabledOptimizers) throws SQLException {
        String name = sample + disabledOptimizers;
        if (!oracles.containsKey(name)) {
            oracles.put(name, openOracle(sample, disabledOptimizers));
        }
        return oracles.get(name);
    }

    /** Closes what is open: the next sessions are new ones. */
    @Override
    public void close() {
        oracles.values().forEach(Session::close);
        oracles.clear();
    }

    private Session openOracle(String sample, String disabledOptimizers) throws SQLException {
        Map<TableName, String> selects = new LinkedHashMap<>();
        seen.forEach((name, file) -> selects.put(
                name, "SELECT " + shown(views.get(name)) + " FROM (FROM read_parquet('" + file + "'))" + sample));
        return session(disabledOptimizers, selects, seen.values());
    }

    /** A column that is hidden from everybody is a constant on both sides: what it makes of a plan is no leak. */
    private static String shown(GovernedView view) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < view.columns().size(); i++) {
            String name = DuckTypes.identifier(view.columns().get(i).name());
            String value = view.values().get(i).sql();
            shown.add((value.startsWith("CAST(NULL ") ? value : name) + " AS " + name);
        }
        return String.join(", ", shown);
    }

    private static Session session(String disabledOptimizers, Map<TableName, String> selects, Collection<String> files)
            throws SQLException {
        Session session = Session.open(LIMITS);
        try (var statement = session.prepare(new SqlText("SET disabled_optimizers='" + disabledOptimizers + "'"))) {
            statement.execute();
        }
        // Errors come at once, then, and not only when the query runs again.
        try (var statement = session.prepare(new SqlText("SET SESSION jdbc_stream_results=false"))) {
            statement.execute();
        }
        session.define(selects);
        session.lock(files);
        return session;
    }
}
