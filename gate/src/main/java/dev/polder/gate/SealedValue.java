package dev.polder.gate;

import dev.polder.core.contract.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * What is encrypted of a value: of text and times of day their UTF-8, of decimals their unscaled number (two's complement, the highest
 * byte first), of all others their Avro.
 */
public final class SealedValue {
    private SealedValue() {}

    /**
     * A decrypted value as text that SQL casts to its type.
     *
     * @throws IllegalArgumentException when the bytes are none of the type; says nothing of what they are
     */
    public static String text(DataType type, byte[] plain) {
        try {
            return written(type, plain, new AvroInput(plain, 0, plain.length));
        } catch (AvroInput.Malformed | NumberFormatException e) {
            throw new IllegalArgumentException("not the value of such a column");
        }
    }

    private static String written(DataType type, byte[] plain, AvroInput in) {
        if (type instanceof DataType.Bool) {
            return Boolean.toString(in.bool());
        }
        if (type instanceof DataType.Int32 || type instanceof DataType.Int64) {
            return Long.toString(in.number());
        }
        if (type instanceof DataType.Float64) {
            return Double.toString(in.real64());
        }
        if (type instanceof DataType.Decimal decimal) {
            return new BigDecimal(new BigInteger(plain), decimal.scale()).toPlainString();
        }
        if (type instanceof DataType.Date || type instanceof DataType.Timestamp) {
            return TemporalCheck.iso(type, in.number());
        }
        return new String(plain, StandardCharsets.UTF_8);
    }

    /**
     * The same as {@link #text}, the other way round, for a value that people write.
     *
     * @throws IllegalArgumentException when the text is no value of the type
     */
    public static byte[] plain(DataType type, String text) {
        if (type instanceof DataType.Int32 || type instanceof DataType.Int64) {
            AvroBytes out = new AvroBytes(16);
            out.number(Long.parseLong(text.strip()));
            return out.toByteArray();
        }
        if (type instanceof DataType.Decimal decimal) {
            return new BigDecimal(text.strip())
                    .setScale(decimal.scale(), java.math.RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .toByteArray();
        }
        if (type instanceof DataType.Text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        throw new IllegalArgumentException("no subject is of such a type");
    }
}
