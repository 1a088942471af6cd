package dev.polder.query;

import dev.polder.core.access.Mask;
import dev.polder.core.quality.PatternCheck;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

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
                new MaskedValue("TRY_CAST(" + floored(value, wide(10, width), width) + " AS INTEGER)", name);
            case LONG -> new MaskedValue("TRY_CAST(" + floored(value, wide(19, width), width) + " AS BIGINT)", name);
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                String wide = wide(decimal.precision() - decimal.scale(), width);
                // The width is whole, so that the part behind the point does not decide.
                yield new MaskedValue(
                        "TRY(TRY_CAST(" + floored("floor(" + value + ")", wide, width) + " AS " + name + "))", name);
            }
            case DOUBLE ->
                new MaskedValue(
                        "CASE WHEN isfinite(" + value + ") THEN floor(" + value + " / " + width + ".0::DOUBLE) * "
                                + width + ".0::DOUBLE END",
                        name);
            default -> nothing(type);
        };
    }

    /** The type in which nothing overflows: the fast one where digits and width leave room. */
    private static String wide(int digits, long width) {
        return digits <= 17 && width <= 1L << 61 ? "BIGINT" : "HUGEINT";
    }

    /** DuckDB's remainder has the sign of the number; this one is never below zero. */
    private static String floored(String value, String wide, long width) {
        String number = "CAST(" + value + " AS " + wide + ")";
        return "(" + number + " - (" + number + " % " + width + " + " + width + ") % " + width + ")";
    }
}
