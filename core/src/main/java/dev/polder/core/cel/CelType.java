package dev.polder.core.cel;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a part of a rule is. Of numbers it says how exact they are: CEL's {@code int} and {@code double}, and decimals between them. */
public sealed interface CelType {
    /** Types without parts. */
    enum Simple implements CelType {
        BOOL("true or false"),
        /** Whole numbers of any size. */
        INTEGER("an integer"),
        DOUBLE("a floating-point number"),
        STRING("a string"),
        /** A moment: CEL's {@code timestamp}. */
        INSTANT("a timestamp"),
        /** A date and time without time zone. */
        LOCAL("a timestamp without time zone"),
        /** A day, which is its midnight where it meets a time. */
        DATE("a date"),
        /** A time of day. */
        TIME("a time"),
        DURATION("a duration"),
        NULL("null");

        private final String words;

        Simple(String words) {
            this.words = words;
        }

        @Override
        public String words() {
            return words;
        }

        boolean isTemporal() {
            return this == INSTANT || this == LOCAL || this == DATE;
        }
    }

    /** Exact numbers; a value of a field is carried as that many units of 10<sup>-scale</sup>. */
    record Decimal(int scale) implements CelType {
        @Override
        public String words() {
            return "a decimal";
        }
    }

    record ListOf(CelType element) implements CelType {
        @Override
        public String words() {
            return "a list";
        }
    }

    /** Keys are strings. */
    record MapOf(CelType value) implements CelType {
        @Override
        public String words() {
            return "a map";
        }
    }

    /** An object's members, in the order in which they are carried. */
    record Struct(Map<String, CelType> members) implements CelType {
        public Struct {
            members = new LinkedHashMap<>(members);
        }

        @Override
        public String words() {
            return "an object";
        }
    }

    /** With an article, for messages. */
    String words();

    /** Whether values are exact numbers. */
    default boolean isExact() {
        return this == Simple.INTEGER || this instanceof Decimal;
    }

    default boolean isNumber() {
        return isExact() || this == Simple.DOUBLE;
    }
}
