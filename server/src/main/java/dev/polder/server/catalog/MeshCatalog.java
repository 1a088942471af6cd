package dev.polder.server.catalog;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * The one Iceberg catalog of a mesh: rows in PostgreSQL (schema {@code iceberg}), files below the warehouse directory.
 * Safe for use by many threads; lost connections are made anew.
 */
public final class MeshCatalog implements AutoCloseable {
    /** Rows are keyed by this name: a mesh that changes it loses sight of its tables. */
    public static final String NAME = "polder";

    private static final String SCHEMA = "iceberg";
    private static final int CONNECTIONS = 4;

    private final JdbcCatalog catalog;
    private final LocalFileIO files;

    private MeshCatalog(JdbcCatalog catalog, LocalFileIO files) {
        this.catalog = catalog;
        this.files = files;
    }

    /**
     * Opens the catalog and makes its tables when they are not there.
     *
     * @param url a PostgreSQL JDBC URL
     * @throws PolderException UNAVAILABLE when the database does not answer
     */
    public static MeshCatalog open(String url, String user, String password, Path warehouse) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
        } catch (SQLException e) {
            throw unavailable(e);
        }
        LocalFileIO files = new LocalFileIO(warehouse);
        Map<String, String> properties = new HashMap<>();
        properties.put(CatalogProperties.URI, url);
        properties.put(CatalogProperties.WAREHOUSE_LOCATION, files.location());
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "user", user);
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "password", password);
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "currentSchema", SCHEMA);
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "ApplicationName", "polder-catalog");
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "schema-version", "V1");
        // Shutdown, crash and start-up of PostgreSQL, beside the connection errors that Iceberg retries by itself.
        properties.put("retryable_status_codes", "57P01,57P02,57P03,08001,08004");
        // The defaults of 4 retries within 100 ms lose commits when several writers share a table.
        properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "commit.retry.num-retries", "20");
        properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "format-version", "2");
        properties.put(CatalogProperties.TABLE_DEFAULT_PREFIX + "write.parquet.compression-codec", "zstd");
        JdbcCatalog catalog =
                new JdbcCatalog(ignored -> files, given -> new JdbcClientPool(CONNECTIONS, url, given), true);
        catalog.initialize(NAME, properties);
        return new MeshCatalog(catalog, files);
    }

    /** The catalog itself, for those who create, change and drop tables. */
    public JdbcCatalog iceberg() {
        return catalog;
    }

    /** Where the tables' files are. */
    public LocalFileIO files() {
        return files;
    }

    /** The name of a port's table. */
    public static TableIdentifier identifier(PortId port) {
        return TableIdentifier.of(Namespace.of(port.namespace().toArray(String[]::new)), port.table());
    }

    /**
     * A port's table as it is now, or nothing while it is not provisioned.
     *
     * @throws PolderException UNAVAILABLE when the database does not answer
     */
    public Optional<Table> table(PortId port) {
        try {
            return Optional.of(catalog.loadTable(identifier(port)));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        } catch (UncheckedSQLException e) {
            throw unavailable(e);
        }
    }

    private static PolderException unavailable(Exception cause) {
        return new PolderException(
                Code.UNAVAILABLE,
                "The catalog's database does not answer",
                "Check that PostgreSQL runs and that database.url, user and password are right",
                cause);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
