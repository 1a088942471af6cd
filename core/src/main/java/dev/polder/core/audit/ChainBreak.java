package dev.polder.core.audit;

import java.util.Objects;

/**
 * The first place where a log is not what was written.
 *
 * @param sequence of the first entry that is wrong or not there
 * @param text for people
 */
public record ChainBreak(Kind kind, long sequence, String text) {
    /** What was found. */
    public enum Kind {
        /** The entry does not fit its hash and the entry before it: it was changed, swapped, or put in. */
        CHANGED,
        /** Entries are not there, and later ones are. */
        REMOVED,
        /** An entry stands where an earlier one or another of the same number should. */
        OUT_OF_ORDER,
        /** The entries fit each other and not what is known from elsewhere: they were written anew, or an old copy was restored. */
        REPLACED,
        /** The log ends before an entry that is known from elsewhere. */
        TRUNCATED
    }

    public ChainBreak {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(text);
    }
}
