package dev.polder.core.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A physical type as people write it, such as {@code DECIMAL(10, 2)} or {@code timestamp with time zone}.
 *
 * @param name upper case, words joined by one space, without arguments
 * @param arguments the numbers in parentheses
 */
record PhysicalType(String name, List<Integer> arguments) {
    private static final Pattern FORM = Pattern.compile("([A-Z][A-Z0-9_ ]*?)\\s*(?:[(\\[]([0-9, ]*)[)\\]])?([A-Z ]*)");
    private static final Set<String> DECIMALS =
            Set.of("DECIMAL", "NUMERIC", "DEC", "NUMBER", "BIGNUMERIC", "BIGDECIMAL", "FIXED");
    private static final Set<String> INT32 = Set.of(
            "INT",
            "INTEGER",
            "SMALLINT",
            "TINYINT",
            "MEDIUMINT",
            "INT2",
            "INT4",
            "INT16",
            "INT32",
            "BYTEINT",
            "SERIAL",
            "SMALLSERIAL",
            "SHORT");
    private static final Set<String> INT64 =
            Set.of("BIGINT", "LONG", "INT8", "INT64", "BIGSERIAL", "SERIAL8", "HUGEINT");
    private static final Set<String> FLOATS =
            Set.of("DOUBLE", "DOUBLE PRECISION", "FLOAT", "FLOAT4", "FLOAT8", "FLOAT32", "FLOAT64", "REAL");
    private static final Set<String> TEXTS = Set.of(
            "VARCHAR",
            "VARCHAR2",
            "NVARCHAR",
            "NVARCHAR2",
            "CHAR",
            "NCHAR",
            "BPCHAR",
            "CHARACTER",
            "CHARACTER VARYING",
            "TEXT",
            "STRING",
            "STR",
            "CLOB",
            "NCLOB",
            "LONGTEXT",
            "MEDIUMTEXT",
            "TINYTEXT",
            "NTEXT",
            "UUID",
            "UNIQUEIDENTIFIER");
    private static final Set<String> ZONED_TIMESTAMPS = Set.of(
            "TIMESTAMPTZ",
            "TIMESTAMP_TZ",
            "TIMESTAMP_LTZ",
            "TIMESTAMPLTZ",
            "TIMESTAMP WITH TIME ZONE",
            "TIMESTAMP WITH LOCAL TIME ZONE",
            "DATETIMEOFFSET");
    private static final Set<String> LOCAL_TIMESTAMPS =
            Set.of("TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP_NTZ", "TIMESTAMPNTZ");
    private static final Set<String> OTHER_TIMESTAMPS = Set.of("TIMESTAMP", "DATETIME", "DATETIME2", "SMALLDATETIME");
    private static final Set<String> TIMES = Set.of("TIME", "TIME WITHOUT TIME ZONE");

    PhysicalType {
        arguments = List.copyOf(arguments);
    }

    /** Empty when the text is none of the plain forms, such as {@code STRUCT<…>}. */
    static Optional<PhysicalType> of(String text) {
        // Locale.ROOT: under a Turkish locale 'int' would become 'İNT'
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " "));
        if (text.length() > 200 || !matcher.matches()) {
            return Optional.empty();
        }
        List<Integer> arguments = new ArrayList<>();
        if (matcher.group(2) != null) {
            for (String argument : matcher.group(2).split(",")) {
                if (argument.strip().matches("\\d{1,6}")) {
                    arguments.add(Integer.parseInt(argument.strip()));
                }
            }
        }
        return Optional.of(new PhysicalType((matcher.group(1).strip() + matcher.group(3)).strip(), arguments));
    }

    boolean isDecimal() {
        return DECIMALS.contains(name);
    }

    /** DECIMAL(p, s) and DECIMAL(p); empty without a precision. */
    Optional<DataType> decimal() {
        if (!isDecimal() || arguments.isEmpty()) {
            return Optional.empty();
        }
        int scale = arguments.size() > 1 ? arguments.get(1) : 0;
        int precision = arguments.get(0);
        return precision >= 1 && precision <= 38 && scale <= precision
                ? Optional.of(new DataType.Decimal(precision, scale))
                : Optional.empty();
    }

    boolean isDecimalTooWide() {
        return isDecimal() && !arguments.isEmpty() && decimal().isEmpty();
    }

    boolean isInt32() {
        return INT32.contains(name);
    }

    boolean isInt64() {
        return INT64.contains(name);
    }

    boolean isFloat() {
        return FLOATS.contains(name);
    }

    boolean isText() {
        return TEXTS.contains(name);
    }

    boolean isBoolean() {
        return name.equals("BOOLEAN") || name.equals("BOOL");
    }

    boolean isDate() {
        return name.equals("DATE");
    }

    boolean isTimestamp() {
        return isZonedTimestamp() || isLocalTimestamp() || OTHER_TIMESTAMPS.contains(name);
    }

    boolean isZonedTimestamp() {
        return ZONED_TIMESTAMPS.contains(name);
    }

    boolean isLocalTimestamp() {
        return LOCAL_TIMESTAMPS.contains(name);
    }

    boolean isTime() {
        return TIMES.contains(name);
    }
}
