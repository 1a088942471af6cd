package dev.polder.core.policy;

import dev.polder.core.access.Mask;
import dev.polder.core.contract.DataType;

/** Which masks can be put on which columns. */
public final class MaskFit {
    private MaskFit() {}

    /**
     * Whether a mask means something for values of a type. {@code null} fits all; {@code hash} all single values but booleans, whose two
     * digests would be as good as the values; {@code lastFour} and {@code redact} fit strings, {@code yearOnly} dates and timestamps,
     * {@code bucket} numbers. On any other column the mask {@code null} is put instead: see {@link #fitted}.
     */
    public static boolean fits(Mask mask, DataType type) {
        boolean text = type instanceof DataType.Text;
        boolean number = type instanceof DataType.Int32
                || type instanceof DataType.Int64
                || type instanceof DataType.Float64
                || type instanceof DataType.Decimal;
        boolean day = type instanceof DataType.Date || type instanceof DataType.Timestamp;
        if (mask instanceof Mask.Null) {
            return true;
        }
        if (mask instanceof Mask.Hash) {
            return text || number || day || type instanceof DataType.TimeOfDay;
        }
        if (mask instanceof Mask.YearOnly) {
            return day;
        }
        return mask instanceof Mask.Bucket ? number : text;
    }

    /** The mask itself where it fits, otherwise {@code null}, which shows less. */
    public static Mask fitted(Mask mask, DataType type) {
        return fits(mask, type) ? mask : new Mask.Null();
    }
}
