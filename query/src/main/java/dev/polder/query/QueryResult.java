package dev.polder.query;

import dev.polder.core.problem.PolderException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBPreparedStatement;

/**
 * The answer to a query: its columns, the snapshots it reads, and its rows as they are made. Holds memory and threads until it
 * is closed. For one thread.
 */
public final class QueryResult implements AutoCloseable {
    private final SqlText sql;
    private final Watch watch;
    private final ResultSet rows;
    private final List<Column> columns;
    private final List<SnapshotRead> snapshots;
    private final Reading reading;
    private final long maxRows;
    private long count;
    private boolean truncated;

    QueryResult(
            SqlText sql,
            Watch watch,
            DuckDBPreparedStatement statement,
            List<SnapshotRead> snapshots,
            Reading reading,
            long maxRows)
            throws SQLException {
        this.sql = sql;
        this.watch = watch;
        this.snapshots = List.copyOf(snapshots);
        this.reading = reading;
        this.maxRows = maxRows;
        this.rows = statement.executeQuery();
        this.columns = columns(rows.getMetaData());
    }

    private static List<Column> columns(ResultSetMetaData metadata) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            columns.add(new Column(metadata.getColumnName(i), metadata.getColumnTypeName(i)));
        }
        return List.copyOf(columns);
    }

    public List<Column> columns() {
        return columns;
    }

    /** One for each port that the query names. */
    public List<SnapshotRead> snapshots() {
        return snapshots;
    }

    /** What {@link ReadColumns} needs to find out which columns were read. */
    public Reading reading() {
        return reading;
    }

    /**
     * Goes to the next row.
     *
     * @return false after the last, or when as many rows were read as may be
     * @throws PolderException SQL_FAILED or SQL_LIMIT
     */
    public boolean next() {
        watch.check();
        try {
            boolean there = rows.next();
            // The driver ends an interrupted stream as if it were complete.
            watch.check();
            if (there && count == maxRows) {
                truncated = true;
                return false;
            }
            count += there ? 1 : 0;
            return there;
        } catch (SQLException e) {
            throw watch.refusal(e, sql);
        }
    }

    /**
     * A value of the row that {@link #next} went to.
     *
     * @param column from 0
     * @return Boolean, Byte, Short, Integer, Long, BigInteger, Float, Double, BigDecimal, String, LocalDate, LocalTime,
     *     LocalDateTime, OffsetDateTime in UTC, UUID, ByteBuffer, or List and Map of these; null for SQL's NULL
     */
    public Object value(int column) {
        try {
            return Values.read(rows, column + 1, columns.get(column).type());
        } catch (SQLException e) {
            throw watch.refusal(e, sql);
        }
    }

    /** Rows read so far. */
    public long count() {
        return count;
    }

    /** Whether there are more rows than may be read; known when {@link #next} has answered false. */
    public boolean truncated() {
        return truncated;
    }

    @Override
    public void close() {
        watch.close();
    }
}
