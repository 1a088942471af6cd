package dev.polder.gate;

import java.util.List;
import java.util.Map;

/** A record, or a part of one, as it came: a JSON text taken apart, before the contract looks at it. */
sealed interface Value {
    /** With its article, for messages: {@code a string}. */
    String word();

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
