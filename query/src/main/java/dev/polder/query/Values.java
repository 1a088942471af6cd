package dev.polder.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/**
 * DuckDB's values as Java's: Boolean, Byte, Short, Integer, Long, BigInteger, Float, Double, BigDecimal, String, LocalDate,
 * LocalTime, LocalDateTime, OffsetDateTime (always UTC), UUID, ByteBuffer, and List and Map of these. SQL's NULL is null.
 */
final class Values {
    /** How the driver shows infinite dates: the largest its own representation holds. */
    private static final int INFINITE_YEAR = 290_000;

    private Values() {}

    static Object read(ResultSet rows, int index, String type) throws SQLException {
        try {
            // Timestamps of the driver's choice would pass through the JVM's time zone and lose hours that it skips.
            return switch (type) {
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
                    finite(rows.getObject(index, LocalDateTime.class));
                default -> plain(rows.getObject(index));
            };
        } catch (DateTimeException midnight) {
            return rows.getString(index);
        }
    }

    private static Object plain(Object value) throws SQLException {
        if (value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof BigDecimal
                || value instanceof Double
                || value instanceof BigInteger) {
            return value;
        }
        if (value instanceof LocalDate date) {
            return Math.abs(date.getYear()) > INFINITE_YEAR ? infinity(date.getYear()) : date;
        }
        if (value instanceof OffsetDateTime time) {
            OffsetDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC);
            return Math.abs(utc.getYear()) > INFINITE_YEAR ? infinity(utc.getYear()) : utc;
        }
        if (value instanceof Timestamp time) {
            return finite(time.toLocalDateTime());
        }
        if (value instanceof Array array) {
            List<Object> items = new ArrayList<>();
            for (Object item : (Object[]) array.getArray()) {
                items.add(plain(item));
            }
            return items;
        }
        if (value instanceof DuckDBStruct struct) {
            return map(struct.getMap());
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof Blob blob) {
            return ByteBuffer.wrap(blob.getBytes(1, (int) blob.length()));
        }
        return value instanceof org.duckdb.JsonNode json ? json.toString() : value;
    }

    private static Map<Object, Object> map(Map<?, ?> map) throws SQLException {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.put(plain(entry.getKey()), plain(entry.getValue()));
        }
        return entries;
    }

    private static Object finite(LocalDateTime time) {
        return time != null && Math.abs(time.getYear()) > INFINITE_YEAR ? infinity(time.getYear()) : time;
    }

    private static String infinity(int year) {
        return year > 0 ? "infinity" : "-infinity";
    }
}
