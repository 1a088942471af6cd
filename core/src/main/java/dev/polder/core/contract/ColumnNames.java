package dev.polder.core.contract;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a property may be called so that it is a column in Avro, Iceberg and SQL alike. */
final class ColumnNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    /** Iceberg's metadata columns all start so. */
    private static final Pattern RESERVED = Pattern.compile(
            "_(file|pos|deleted|spec_id|partition|row_id|last_updated_sequence_number|change_.*|polder.*)");

    private ColumnNames() {}

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    static boolean isReserved(String name) {
        return RESERVED.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** Two names that fold to one cannot be told apart in SQL. */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** The nearest valid name. */
    static String suggestion(String name) {
        String cleaned = name.replaceAll("[^A-Za-z0-9_]+", "_");
        if (cleaned.isEmpty() || cleaned.equals("_")) {
            return "column_1";
        }
        return cleaned.substring(0, Math.min(cleaned.length(), 120)).replaceFirst("^(?=[0-9])", "_");
    }
}
