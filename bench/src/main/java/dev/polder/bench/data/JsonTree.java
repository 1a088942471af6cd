package dev.polder.bench.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A record before it is written, so that the same record can be written in several ways. */
sealed interface JsonTree {
    /** A string, number or word, as JSON writes it. */
    record Scalar(String text) implements JsonTree {}

    record Array(List<JsonTree> items) implements JsonTree {}

    /** An object, which may be changed to make the record a wrong one. */
    record Members(LinkedHashMap<String, JsonTree> members) implements JsonTree {
        Members() {
            this(new LinkedHashMap<>());
        }

        Members with(String name, String text) {
            members.put(name, new Scalar(text));
            return this;
        }

        Members with(String name, JsonTree value) {
            members.put(name, value);
            return this;
        }

        Members without(String name) {
            members.remove(name);
            return this;
        }
    }

    /** As programs write JSON: no white space. */
    default String compact() {
        return write(",", ":");
    }

    /** As people and some libraries write JSON: a blank behind colon and comma. */
    default String spaced() {
        return write(", ", ": ");
    }

    private String write(String comma, String colon) {
        StringBuilder out = new StringBuilder();
        write(this, comma, colon, out);
        return out.toString();
    }

    private static void write(JsonTree tree, String comma, String colon, StringBuilder out) {
        if (tree instanceof Scalar scalar) {
            out.append(scalar.text());
        } else if (tree instanceof Array array) {
            String before = "[";
            for (JsonTree item : array.items()) {
                out.append(before);
                write(item, comma, colon, out);
                before = comma;
            }
            out.append(array.items().isEmpty() ? "[]" : "]");
        } else if (tree instanceof Members object) {
            String before = "{";
            for (Map.Entry<String, JsonTree> member : object.members().entrySet()) {
                out.append(before)
                        .append('"')
                        .append(member.getKey())
                        .append('"')
                        .append(colon);
                write(member.getValue(), comma, colon, out);
                before = comma;
            }
            out.append(object.members().isEmpty() ? "{}" : "}");
        }
    }

    /** The same record with the members of every object in another order. */
    default JsonTree shuffled(Random random) {
        if (this instanceof Array array) {
            return new Array(
                    array.items().stream().map(item -> item.shuffled(random)).toList());
        }
        if (this instanceof Members object) {
            List<String> names = new ArrayList<>(object.members().keySet());
            Collections.shuffle(names, random);
            Members shuffled = new Members();
            names.forEach(name -> shuffled.with(name, object.members().get(name).shuffled(random)));
            return shuffled;
        }
        return this;
    }
}
