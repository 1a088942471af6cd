package dev.polder.gate;

import java.util.List;
import java.util.Map;

/** A record, or a part of one, as it came: taken apart, before the contract looks at it. */
sealed interface Value {
    /** With its article, for messages: {@code a string}. */
    String word();

    /** The word of what starts with a character in JSON. */
    static String word(char first) {
        return switch (first) {
            case '"' -> new Str("").word();
            case '{' -> new Obj(Map.of()).word();
            case '[' -> new Arr(List.of()).word();
            case 't', 'f' -> new Bool(true).word();
            case 'n' -> Null.NULL.word();
            default -> new Num("0").word();
        };
    }

    enum Null implements Value {
        NULL;

        @Override
        public String word() {
            return "null";
        }
    }

    record Bool(boolean value) implements Value {
        @Override
        public String word() {
            return "a boolean";
        }
    }

    /** A number as written: JSON's grammar has been checked, its size has not. */
    record Num(String text) implements Value {
        @Override
        public String word() {
            return "a number";
        }
    }

    record Str(String text) implements Value {
        @Override
        public String word() {
            return "a string";
        }
    }

    /** A number that is none, or has no end: no JSON text holds one. */
    record NoNumber(double value) implements Value {
        @Override
        public String word() {
            return Double.isNaN(value) ? "not a number" : "infinite";
        }
    }

    /** Bytes, which JSON has only as text. */
    record Bin(byte[] bytes) implements Value {
        @Override
        public String word() {
            return "bytes";
        }
    }

    /**
     * A date or time that says by its type what it is, and so needs no format.
     *
     * @param value days since 1970 for a date, microseconds since 1970 or of the day for the others
     * @param exact whether that is all of it
     */
    record Moment(Kind kind, long value, boolean exact) implements Value {
        enum Kind {
            DATE("a date"),
            TIME("a time"),
            INSTANT("a timestamp with time zone"),
            LOCAL("a timestamp without time zone");

            private final String word;

            Kind(String word) {
                this.word = word;
            }
        }

        @Override
        public String word() {
            return kind.word;
        }
    }

    record Arr(List<Value> items) implements Value {
        @Override
        public String word() {
            return "an array";
        }
    }

    /** Members in the order they came. */
    record Obj(Map<String, Value> members) implements Value {
        @Override
        public String word() {
            return "an object";
        }
    }
}
