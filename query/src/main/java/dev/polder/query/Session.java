package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DuckDB database in memory, for one query: opened, furnished with views, locked, queried, thrown away. */
final class Session implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    /** What DuckDB calls the database that a connection starts with. */
    private static final String MEMORY = "memory";

    private static final Set<String> RESERVED_DOMAINS = Set.of("system", "temp", "main");
    private static final Set<String> RESERVED_PRODUCTS = Set.of("information_schema", "pg_catalog");

    private static final String MASKED = "Invalid result set";

    private final DuckDBConnection connection;
    /** Gives results whole, and so the errors that the driver hides when a stream fails before its first row. */
    private final DuckDBConnection whole;

    /** The user's statement: only through it does the driver interrupt what it runs. */
    private Optional<Statement> running = Optional.empty();

    private boolean closed;

    private Session(DuckDBConnection connection) throws SQLException {
        this.connection = connection;
        this.whole = (DuckDBConnection) connection.duplicate();
    }

    static Session open(QueryLimits limits) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", limits.memoryBytes() + "B");
        settings.setProperty("threads", Integer.toString(limits.threads()));
        // Nothing is written to disk: a query that does not fit into its memory is refused.
        settings.setProperty("temp_directory", "");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("allow_persistent_secrets", "false");
        settings.setProperty("errors_as_json", "true");
        settings.setProperty("lambda_syntax", "ENABLE_SINGLE_ARROW");
        Session session = new Session((DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings));
        session.execute("SET GLOBAL TimeZone='UTC'");
        session.execute("SET SESSION jdbc_stream_results=true");
        return session;
    }

    /** What DuckDB's parser makes of the SQL, as JSON. */
    String parse(SqlText sql) throws SQLException {
        return text("SELECT json_serialize_sql(?::VARCHAR)", sql.text());
    }

    /** What DuckDB's binder makes of the SQL, as JSON, before anything is optimized away. */
    String plan(String sql) throws SQLException {
        return text("SELECT json_serialize_plan(?::VARCHAR, optimize := false)", sql);
    }

    private String text(String select, String argument) throws SQLException {
        try (var statement = connection.prepareStatement(select)) {
            statement.setString(1, argument);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    /**
     * Makes each SELECT a view under its own name.
     *
     * @throws SQLException whose message may hold the key of masks
     */
    void define(Map<TableName, String> views) throws SQLException {
        views.keySet().forEach(Session::checkReserved);
        attach(views.keySet());
        for (Map.Entry<TableName, String> view : views.entrySet()) {
            execute("CREATE VIEW " + qualified(view.getKey()) + " AS " + view.getValue());
        }
    }

    /** Makes the functions known that views call. */
    void register(SealedFunctions functions) throws SQLException {
        functions.register(connection);
    }

    /** Makes each source an empty table under the name that the query has for it. */
    void defineEmpty(List<Reading.Source> sources) throws SQLException {
        Map<TableName, String> tables = new LinkedHashMap<>();
        for (Reading.Source source : sources) {
            tables.put(
                    TableName.of(List.of(source.name().split("\\."))).orElseThrow(),
                    source.columns().stream()
                            .map(column -> DuckTypes.identifier(column.name()) + " " + column.type())
                            .collect(Collectors.joining(", ", "(", ")")));
        }
        attach(tables.keySet());
        for (Map.Entry<TableName, String> table : tables.entrySet()) {
            execute("CREATE TABLE " + qualified(table.getKey()) + table.getValue());
        }
    }

    /** Makes the databases and schemas that names are in. */
    private void attach(Set<TableName> names) throws SQLException {
        Set<String> made = new HashSet<>(Set.of(MEMORY));
        for (TableName name : names) {
            if (made.add(name.domain())) {
                execute("ATTACH ':memory:' AS " + DuckTypes.identifier(name.domain()));
            }
            execute("CREATE SCHEMA IF NOT EXISTS " + DuckTypes.identifier(name.domain()) + "."
                    + DuckTypes.identifier(name.product()));
        }
    }

    private static String qualified(TableName name) {
        return Stream.of(name.domain(), name.product(), name.port())
                .map(DuckTypes::identifier)
                .collect(Collectors.joining("."));
    }

    private static void checkReserved(TableName name) {
        if (RESERVED_DOMAINS.contains(name.domain()) || RESERVED_PRODUCTS.contains(name.product())) {
            throw new PolderException(
                    Code.FEATURE_UNSUPPORTED,
                    name + " cannot be queried, because DuckDB has a name in it for itself",
                    "Name the domain or product otherwise, or read it through the Iceberg catalog at /iceberg");
        }
    }

    /** From here on nothing but the given files can be read, and no setting changed. */
    void lock(Collection<String> readable) throws SQLException {
        String files = readable.stream().distinct().map(DuckTypes::literal).collect(Collectors.joining(", ", "[", "]"));
        execute("SET allowed_paths=" + files);
        execute("SET enable_external_access=false");
        execute("SET lock_configuration=true");
    }

    /** Binds and starts a query; the caller closes it. */
    DuckDBPreparedStatement prepare(SqlText sql) throws SQLException {
        DuckDBPreparedStatement statement = (DuckDBPreparedStatement) connection.prepareStatement(sql.text());
        run(statement);
        return statement;
    }

    private synchronized void run(Statement statement) {
        running = Optional.of(statement);
    }

    /** Why a query failed that failed without saying so. */
    SQLException reason(SQLException error, SqlText sql) {
        if (!String.valueOf(error.getMessage()).contains(MASKED)) {
            return error;
        }
        try (var again = whole.prepareStatement(sql.text())) {
            run(again);
            again.execute();
            return error;
        } catch (SQLException reason) {
            return reason;
        }
    }

    /** Ends what runs, from any thread. */
    synchronized void interrupt() {
        if (closed || running.isEmpty()) {
            return;
        }
        try {
            running.get().cancel();
        } catch (SQLException e) {
            // It has ended by itself, then.
            log.debug("cannot interrupt a query", e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            whole.close();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close a query's database", e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
