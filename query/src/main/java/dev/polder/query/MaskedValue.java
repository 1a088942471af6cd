package dev.polder.query;

import dev.polder.core.access.Mask;
import dev.polder.core.quality.PatternCheck;
import org.apache.iceberg.types.Type;

/**
 * A mask over a value, as DuckDB's SQL. None of them fails, whatever the value is: an error would tell of it. A mask that does not fit
 * the value's type leaves NULL.
 *
 * @param type of the result, in DuckDB's spelling
 */
record MaskedValue(String sql, String type) {
    /**
     * @param value SQL without side effects, which may be repeated
     */
    static MaskedValue of(Mask mask, String value, Type type, MaskKey key) {
        if (mask instanceof Mask.Hash) {
            return hash(value, type, key);
        }
        if (mask instanceof Mask.LastFour && type.typeId() == Type.TypeID.STRING) {
            return text("CASE WHEN length(" + value + ") <= 4 THEN repeat('*', length(" + value + "))"
                    + " ELSE repeat('*', length(" + value + ") - 4) || right(" + value + ", 4) END");
        }
        if (mask instanceof Mask.Redact redact && type.typeId() == Type.TypeID.STRING) {
            return PatternCheck.problem(redact.pattern()).isPresent()
                    ? nothing(type)
                    : text("regexp_replace(" + value + ", " + DuckTypes.literal(redact.pattern()) + ", "
                            + DuckTypes.literal(redact.replacement().replace("\\", "\\\\")) + ", 'g')");
        }
        if (mask instanceof Mask.YearOnly) {
            return yearOnly(value, type);
        }
        return mask instanceof Mask.Bucket bucket ? bucket(bucket.width(), value, type) : nothing(type);
    }

    static MaskedValue nothing(Type type) {
        String name = DuckTypes.of(type);
        return new MaskedValue("CAST(NULL AS " + name + ")", name);
    }

    private static MaskedValue text(String sql) {
        return new MaskedValue(sql, "VARCHAR");
    }

    /** Of the bytes, or of the text that stands for the value. Two booleans would be told apart at once, so they are hidden. */
    private static MaskedValue hash(String value, Type type, MaskKey key) {
        return switch (type.typeId()) {
            case STRING -> text(key.digest("encode(" + value + ")"));
            case INTEGER, LONG, DOUBLE, DECIMAL, DATE, UUID ->
                text(key.digest("encode(CAST(" + value + " AS VARCHAR))"));
            case TIME, TIMESTAMP -> text(key.digest("encode(CAST(TRY(epoch_us(" + value + ")) AS VARCHAR))"));
            case BINARY, FIXED -> text(key.digest(value));
            default -> nothing(type);
        };
    }

    private static MaskedValue yearOnly(String value, Type type) {
        String name = DuckTypes.of(type);
        boolean fits = type.typeId() == Type.TypeID.DATE || type.typeId() == Type.TypeID.TIMESTAMP;
        return fits
                ? new MaskedValue("TRY(CAST(date_trunc('year', " + value + ") AS " + name + "))", name)
                : nothing(type);
    }

    private static MaskedValue bucket(long width, String value, Type type) {
        String name = DuckTypes.of(type);
        return switch (type.typeId()) {
            case INTEGER ->
                new MaskedValue("TRY_CAST(" + floored("CAST(" + value + " AS HUGEINT)", width) + " AS INTEGER)", name);
            case LONG ->
                new MaskedValue("TRY_CAST(" + floored("CAST(" + value + " AS HUGEINT)", width) + " AS BIGINT)", name);
            case DECIMAL ->
                // The width is whole, so that the part behind the point does not decide.
                new MaskedValue(
                        "TRY(TRY_CAST(" + floored("CAST(floor(" + value + ") AS HUGEINT)", width) + " AS " + name
                                + "))",
                        name);
            case DOUBLE ->
                new MaskedValue(
                        "CASE WHEN isfinite(" + value + ") THEN floor(" + value + " / " + width + ".0::DOUBLE) * "
                                + width + ".0::DOUBLE END",
                        name);
            default -> nothing(type);
        };
    }

    /** What remains has the sign of the number, so that below zero one more width is taken away. */
    private static String floored(String number, long width) {
        String rest = number + " % " + width;
        return "(" + number + " - " + rest + " - CASE WHEN " + rest + " < 0 THEN " + width + " ELSE 0 END)";
    }
}
