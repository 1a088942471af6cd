package dev.polder.query;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/**
 * The functions that open sealed columns in one query's database. No query may call them, because they are on no list; and nobody knows what they
 * are called, because that is random.
 */
final class SealedFunctions {
    /** In DuckDB's error, so that it can be told from others. */
    static final String NOT_GENUINE = "polder: not genuine: ";

    private static final int NAME_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, SealedColumn> byFunction = new LinkedHashMap<>();

    /** An expression for a column's decrypted value. */
    String call(SealedColumn column) {
        byte[] random = new byte[NAME_BYTES];
        RANDOM.nextBytes(random);
        String function = "open_" + HexFormat.of().formatHex(random);
        byFunction.put(function, column);
        String subject = column.subject()
                .map(name -> "CAST(" + DuckTypes.identifier(name) + " AS VARCHAR)")
                .orElse("NULL::VARCHAR");
        return "CAST(" + function + "(" + DuckTypes.identifier(column.name()) + ", " + subject + ") AS "
                + DuckTypes.of(column.type()) + ")";
    }

    /** Whether there is one. */
    boolean any() {
        return !byFunction.isEmpty();
    }

    /** Makes them known to a database. */
    void register(DuckDBConnection connection) throws SQLException {
        for (Map.Entry<String, SealedColumn> function : byFunction.entrySet()) {
            SealedColumn column = function.getValue();
            try (var builder = DuckDBFunctions.scalarFunction()) {
                builder.withName(function.getKey())
                        .withParameters(String.class, String.class)
                        .withReturnType(String.class)
                        .withVectorizedFunction((in, out) -> open(column, in, out))
                        .register(connection);
            }
        }
    }

    private static void open(SealedColumn column, DuckDBDataChunkReader in, DuckDBWritableVector out) {
        DuckDBReadableVector stored = in.vector(0);
        DuckDBReadableVector subjects = in.vector(1);
        int rows = Math.toIntExact(in.rowCount());
        List<String> values = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            values.add(stored.isNull(row) ? null : stored.getString(row));
        }
        column.opener().prepare(values);
        for (int row = 0; row < rows; row++) {
            Optional<String> value = values.get(row) == null
                    ? Optional.empty()
                    : opened(column, values.get(row), subjects.isNull(row) ? null : subjects.getString(row));
            if (value.isPresent()) {
                out.setString(row, value.get());
            } else {
                out.setNull(row);
            }
        }
    }

    private static Optional<String> opened(SealedColumn column, String stored, String subject) {
        try {
            return column.opener().open(stored, subject);
        } catch (SealedColumn.NotGenuine e) {
            // Becomes text in an error of DuckDB's; it holds the column's name, why, and no value.
            throw new IllegalStateException(NOT_GENUINE + column.name() + ": " + e.getMessage() + ".");
        }
    }
}
