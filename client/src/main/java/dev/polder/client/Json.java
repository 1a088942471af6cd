package dev.polder.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A JSON value: what the API answers, kept whole, so that fields this client does not know are still shown. */
public sealed interface Json {
    Json NULL = new Null();

    /** Members keep their order. */
    record Obj(Map<String, Json> members) implements Json {
        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    record Arr(List<Json> items) implements Json {
        public Arr {
            items = Collections.unmodifiableList(new ArrayList<>(items));
        }
    }

    record Text(String value) implements Json {
        public Text {
            Objects.requireNonNull(value);
        }
    }

    /** A number, as written. */
    record Num(String literal) implements Json {
        public Num {
            Objects.requireNonNull(literal);
        }
    }

    record Bool(boolean value) implements Json {}

    record Null() implements Json {}

    /** A member of an object; {@link #NULL} when there is none, so that a path can be followed without questions. */
    default Json at(String name) {
        return this instanceof Obj object ? object.members().getOrDefault(name, NULL) : NULL;
    }

    /** The items of an array; empty for anything else. */
    default List<Json> items() {
        return this instanceof Arr array ? array.items() : List.of();
    }

    /** The members of an object; empty for anything else. */
    default Map<String, Json> fields() {
        return this instanceof Obj object ? object.members() : Map.of();
    }

    /** A text, number or boolean as text; empty for null, arrays and objects. */
    default Optional<String> scalar() {
        if (this instanceof Text text) {
            return Optional.of(text.value());
        }
        if (this instanceof Num number) {
            return Optional.of(number.literal());
        }
        return this instanceof Bool bool ? Optional.of(Boolean.toString(bool.value())) : Optional.empty();
    }

    /** A member as text; see {@link #scalar()}. */
    default Optional<String> text(String name) {
        return at(name).scalar();
    }

    /** A member as whole number; 0 when it is none. */
    default long number(String name) {
        try {
            return at(name) instanceof Num number ? Long.parseLong(number.literal()) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether a member is there and {@code true}. */
    default boolean isTrue(String name) {
        return at(name) instanceof Bool bool && bool.value();
    }

    default boolean isNull() {
        return this instanceof Null;
    }

    /** Reads one value, such as the body of an answer. */
    static Json parse(String text) {
        return JsonReader.parse(text);
    }

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(long value) {
        return new Num(Long.toString(value));
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json array(List<? extends Json> items) {
        return new Arr(List.copyOf(items));
    }

    /** An array of texts. */
    static Json texts(Collection<String> texts) {
        return array(texts.stream().map(Json::of).toList());
    }

    /** Starts an object. */
    static Members object() {
        return new Members();
    }

    /** On one line. */
    default String compact() {
        StringBuilder out = new StringBuilder();
        JsonWriter.write(this, out);
        return out.toString();
    }

    /** Indented by two, without a final newline. */
    default String pretty() {
        StringBuilder out = new StringBuilder();
        JsonWriter.writePretty(this, "", out);
        return out.toString();
    }

    /** An object in the making. */
    final class Members {
        private final Map<String, Json> members = new LinkedHashMap<>();

        private Members() {}

        public Members with(String name, Json value) {
            members.put(name, value);
            return this;
        }

        public Members with(String name, String value) {
            return with(name, Json.of(value));
        }

        public Members with(String name, long value) {
            return with(name, Json.of(value));
        }

        public Members with(String name, boolean value) {
            return with(name, Json.of(value));
        }

        /** Leaves the member out when there is no value. */
        public Members with(String name, Optional<String> value) {
            value.ifPresent(present -> with(name, present));
            return this;
        }

        public Obj done() {
            return new Obj(members);
        }
    }
}
