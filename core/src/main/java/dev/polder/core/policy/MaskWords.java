package dev.polder.core.policy;

import dev.polder.core.access.Mask;

/** Masks as people write them; {@link MaskParser} reads them. */
public final class MaskWords {
    private MaskWords() {}

    /** {@code hash}, {@code bucket: 1000}. */
    public static String of(Mask mask) {
        if (mask instanceof Mask.Bucket bucket) {
            return "bucket: " + bucket.width();
        }
        if (mask instanceof Mask.Redact redact) {
            return "redact: { pattern: '" + redact.pattern() + "', with: '" + redact.replacement() + "' }";
        }
        if (mask instanceof Mask.Hash) {
            return "hash";
        }
        if (mask instanceof Mask.LastFour) {
            return "lastFour";
        }
        return mask instanceof Mask.YearOnly ? "yearOnly" : "null";
    }
}
