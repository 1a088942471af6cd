package dev.polder.core.access;

import java.util.Objects;

/**
 * What is shown instead of a value. NULL stays NULL under every mask. Of two masks on one column the stricter is applied: the one
 * with the higher {@link #strictness()}, and of two alike the one that shows less.
 */
public sealed interface Mask {
    /** From 1, which shows most. */
    int strictness();

    /** Nothing at all. */
    record Null() implements Mask {
        @Override
        public int strictness() {
            return 6;
        }
    }

    /** A keyed digest in hexadecimal: equal values stay equal, so that one can count and join, and nothing else. */
    record Hash() implements Mask {
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
        public int strictness() {
            return 2;
        }
    }

    /** Of a string the last four characters, the others as {@code *}; a string of four or fewer is all {@code *}. */
    record LastFour() implements Mask {
        @Override
        public int strictness() {
            return 3;
        }
    }

    /** Of a date or timestamp the first moment of its year. */
    record YearOnly() implements Mask {
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
        public int strictness() {
            return 4;
        }
    }
}
