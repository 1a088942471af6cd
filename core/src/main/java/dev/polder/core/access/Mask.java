package dev.polder.core.access;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What is shown instead of a value. NULL stays NULL under every mask. Of several masks on one column the strictest is applied: see
 * {@link #strictest}.
 */
public sealed interface Mask {
    /** From 1, which shows most. */
    int strictness();

    /** As policies write it. */
    String words();

    /**
     * The one of several masks on a column that is put on it: the one with the highest strictness, of buckets the widest. Where none
     * of them shows less than all the others (several ways to redact; redacting and the last four characters; a bucket and a year)
     * it is {@link Null}. All masks of a column are given at once, so that their order does not matter.
     */
    static Mask strictest(Collection<Mask> masks) {
        int strictness = masks.stream().mapToInt(Mask::strictness).max().orElseThrow();
        List<Mask> strictest = masks.stream()
                .filter(mask -> mask.strictness() == strictness)
                .distinct()
                .toList();
        Mask first = strictest.get(0);
        boolean redacts = masks.stream().anyMatch(Redact.class::isInstance);
        if (first instanceof LastFour && redacts) {
            return new Null();
        }
        if (strictest.stream().allMatch(Bucket.class::isInstance)) {
            return new Bucket(strictest.stream()
                    .mapToLong(mask -> ((Bucket) mask).width())
                    .max()
                    .orElseThrow());
        }
        return strictest.size() == 1 ? first : new Null();
    }

    /** Nothing at all. */
    record Null() implements Mask {
        @Override
        public String words() {
            return "null";
        }

        @Override
        public int strictness() {
            return 6;
        }
    }

    /** A keyed digest in hexadecimal: equal values stay equal, so that one can count and join, and nothing else. */
    record Hash() implements Mask {
        @Override
        public String words() {
            return "hash";
        }

        @Override
        public int strictness() {
            return 5;
        }
    }

    /**
     * Every match of a pattern in a string replaced.
     *
     * @param pattern in RE2 syntax
     */
    record Redact(String pattern, String replacement) implements Mask {
        public Redact {
            Objects.requireNonNull(pattern);
            Objects.requireNonNull(replacement);
        }

        @Override
        public String words() {
            return "redact " + pattern;
        }

        @Override
        public int strictness() {
            return 2;
        }
    }

    /** Of a string the last four characters, the others as {@code *}; a string of four or fewer is all {@code *}. */
    record LastFour() implements Mask {
        @Override
        public String words() {
            return "lastFour";
        }

        @Override
        public int strictness() {
            return 3;
        }
    }

    /** Of a date or timestamp the first moment of its year. */
    record YearOnly() implements Mask {
        @Override
        public String words() {
            return "yearOnly";
        }

        @Override
        public int strictness() {
            return 4;
        }
    }

    /**
     * Of a number the lower end of the interval that it lies in.
     *
     * @param width of each interval, greater than 0
     */
    record Bucket(long width) implements Mask {
        public Bucket {
            if (width <= 0) {
                throw new IllegalArgumentException("the width of a bucket is greater than 0: " + width);
            }
        }

        @Override
        public String words() {
            return "bucket " + width;
        }

        @Override
        public int strictness() {
            return 4;
        }
    }
}
