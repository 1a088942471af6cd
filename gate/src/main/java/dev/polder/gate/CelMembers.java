package dev.polder.gate;

import java.util.List;

/** The members of an object while a rule is computed over them, and how much more work that may be. */
final class CelMembers {
    /** For one record; some hundredths of a second. */
    static final long MOST_STEPS = 20_000_000;

    private final List<?> carriers;
    private final Refusals record;

    /**
     * @param carriers of the members
     * @param record whose work it is
     */
    CelMembers(List<?> carriers, Refusals record) {
        this.carriers = carriers;
        this.record = record;
    }

    Object carrier(int index) {
        return carriers.get(index);
    }

    /**
     * Counts work on all of a text or list. A macro may do so for each element of another list, and a long text may be put together from
     * short ones.
     *
     * @throws TooMuch when it becomes more than a record is worth
     */
    void spend(Object... values) {
        long steps = 0;
        for (Object value : values) {
            steps += value instanceof String text ? text.length() : value instanceof List<?> list ? list.size() : 1;
        }
        spend(steps);
    }

    /** Counts other work. */
    void spend(long steps) {
        if (!record.compute(steps)) {
            throw new TooMuch();
        }
    }

    /** The rule takes too long for the record. */
    static final class TooMuch extends RuntimeException {
        TooMuch() {
            super("too much work", null, false, false);
        }
    }
}
