package dev.polder.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** The control plane's database, migrated. */
public final class Database implements AutoCloseable {
    private static final int CONNECTIONS = 12;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DatabaseConfig config;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Database(DatabaseConfig config, HikariDataSource pool) {
        this.config = config;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * Connects and brings the tables up to date; several servers may do so at once.
     *
     * @throws PolderException UNAVAILABLE when the database does not answer, CONFIG_INVALID when it is newer than this program
     */
    public static Database open(DatabaseConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setJdbcUrl(config.url());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setPoolName("database");
        hikari.setMaximumPoolSize(CONNECTIONS);
        hikari.setMinimumIdle(2);
        hikari.setConnectionTimeout(PATIENCE.toMillis());
        hikari.setInitializationFailTimeout(PATIENCE.toMillis());
        hikari.addDataSourceProperty("ApplicationName", "polder");
        hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        // Nothing that is asked here takes that long: a database that stands still answers nobody, and then everybody
        // is refused.
        hikari.addDataSourceProperty("socketTimeout", Long.toString(LONGEST.toSeconds()));
        HikariDataSource pool = connect(hikari);
        try {
            migrate(config);
            return new Database(config, pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * One transaction. What the callback throws rolls it back and is thrown on.
     *
     * @throws PolderException UNAVAILABLE when the database does not answer; whether the transaction took place is then unknown
     */
    public <R, X extends Exception> R inTransaction(HandleCallback<R, X> callback) throws X {
        try {
            return jdbi.inTransaction(TransactionIsolationLevel.READ_COMMITTED, callback);
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    /** {@link #inTransaction} without a result. */
    public <X extends Exception> void useTransaction(HandleConsumer<X> callback) throws X {
        inTransaction(handle -> {
            callback.useHandle(handle);
            return true;
        });
    }

    /**
     * {@link #inTransaction}, on the disk when it returns, whatever the database's default is: for what something outside of the database
     * relies on. Where standby servers have to apply transactions first, they still have to.
     */
    public <R, X extends Exception> R inDurableTransaction(HandleCallback<R, X> callback) throws X {
        return inTransaction(handle -> {
            handle.createQuery("select set_config('synchronous_commit', 'on', true)"
                            + " where current_setting('synchronous_commit') <> 'remote_apply'")
                    .mapTo(String.class)
                    .findOne();
            return callback.withHandle(handle);
        });
    }

    /** A single statement, or several that need not belong together. */
    public <R, X extends Exception> R withHandle(HandleCallback<R, X> callback) throws X {
        try {
            return jdbi.withHandle(callback);
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    /** {@link #withHandle} without a result. */
    public <X extends Exception> void useHandle(HandleConsumer<X> callback) throws X {
        withHandle(handle -> {
            callback.useHandle(handle);
            return true;
        });
    }

    /** A connection outside of any transaction, held by the caller: what a session lock needs. */
    public Handle open() {
        return jdbi.open();
    }

    /**
     * A connection of the caller's own beside the pool, which others cannot use up. It makes what it commits durable whatever the
     * database's default is, and waits for nothing longer than {@code patience}.
     *
     * @throws PolderException UNAVAILABLE when the database does not answer
     */
    public Handle openDurable(Duration patience) {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("ApplicationName", "polder");
        properties.setProperty("connectTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        // Let the database give up first: then it is known that nothing took place. A program that stands still in the
        // middle of a
        // transaction, or whose machine is gone, holds up no other for longer.
        properties.setProperty(
                "options",
                "-c synchronous_commit=on -c statement_timeout=" + patience.toMillis() * 3 / 4
                        + " -c idle_in_transaction_session_timeout=" + patience.toMillis()
                        + " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3");
        try {
            return Jdbi.open(DriverManager.getConnection(config.url(), properties));
        } catch (SQLException e) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "The database does not answer",
                    "Try again in a few seconds; 'polder status' shows the parts",
                    e);
        }
    }

    /** Whether it answers now. */
    public boolean isReady() {
        try {
            return jdbi.withHandle(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one())
                    == 1;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /** A lost or refused connection is no defect; anything else stays what it is. */
    private static RuntimeException unavailable(JdbiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isConnectionState(sql)) {
                return new PolderException(
                        Code.UNAVAILABLE,
                        "The database does not answer",
                        "Try again in a few seconds; 'polder status' shows the parts",
                        failure);
            }
        }
        return failure;
    }

    private static boolean isConnectionState(SQLException e) {
        return e instanceof SQLTransientConnectionException
                || (e.getSQLState() != null
                        && (e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57P")));
    }

    private static HikariDataSource connect(HikariConfig hikari) {
        try {
            return new HikariDataSource(hikari);
        } catch (RuntimeException e) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "The database at " + hikari.getJdbcUrl() + " does not answer",
                    "Check that PostgreSQL runs there, and database.url, user and password-file",
                    e);
        }
    }

    /** On a connection of its own: to change a large table may take long. */
    private static void migrate(DatabaseConfig config) {
        try {
            Flyway.configure()
                    .dataSource(config.url(), config.user(), config.password())
                    .locations("classpath:db/migration")
                    .outOfOrder(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new PolderException(
                    Code.CONFIG_INVALID,
                    "The database's tables cannot be brought up to date: " + firstLine(e),
                    "Use the version of Polder that wrote them, or a newer one",
                    e);
        }
    }

    private static String firstLine(FlywayException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
