package dev.polder.gate;

import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.UnknownFields;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which property a CSV column is: by its exact name, else by its name in lower case with blanks and hyphens as underscores. */
final class CsvColumns {
    private final List<Property> properties;
    private final Map<String, Integer> indexes = new HashMap<>();
    /** By what the names are in lower case. */
    private final Map<String, List<Integer>> alike = new HashMap<>();

    CsvColumns(SchemaObject schema) {
        boolean keeps = schema.unknownFields() == UnknownFields.KEEP;
        List<Property> all = schema.properties();
        this.properties = keeps ? all.subList(0, all.size() - 1) : all;
        for (int i = 0; i < properties.size(); i++) {
            String name = properties.get(i).name();
            indexes.putIfAbsent(name, i);
            alike.computeIfAbsent(folded(name), any -> new ArrayList<>()).add(i);
        }
    }

    /** For each column the index of its property; refuses the whole body when the header does not fit the contract. */
    List<Integer> mapped(List<String> header) {
        Set<Integer> found = new HashSet<>();
        Set<String> named = new HashSet<>(header);
        List<Integer> columns = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        for (String name : header) {
            int column = find(name, named);
            if (column < 0) {
                unknown.add(name);
            } else if (!found.add(column)) {
                twice.add(name);
            }
            columns.add(column);
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < properties.size(); i++) {
            if (properties.get(i).required() && !found.contains(i)) {
                missing.add(properties.get(i).name());
            }
        }
        List<String> problems = new ArrayList<>();
        report("the contract has no column ", unknown, problems);
        report("twice there: ", twice, problems);
        report("missing: ", missing, problems);
        if (!problems.isEmpty()) {
            throw new PolderException(
                    Code.BODY_INVALID,
                    "The header does not fit the contract: " + String.join("; ", problems),
                    "Use the contract's columns: "
                            + quoted(properties.stream().map(Property::name).toList()));
        }
        return List.copyOf(columns);
    }

    private int find(String name, Set<String> header) {
        Integer exact = indexes.get(name);
        if (exact != null) {
            return exact;
        }
        // A property that another column names exactly is taken.
        List<Integer> free = alike.getOrDefault(folded(name), List.of()).stream()
                .filter(index -> !header.contains(properties.get(index).name()))
                .toList();
        return free.size() == 1 ? free.get(0) : -1;
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    private static void report(String what, List<String> names, List<String> problems) {
        if (!names.isEmpty()) {
            problems.add(what + quoted(names));
        }
    }

    private static String quoted(List<String> names) {
        String shown = names.stream()
                .limit(20)
                .map(name -> "'" + Where.shortened(name, Refusals.SHOWN) + "'")
                .collect(Collectors.joining(", "));
        return names.size() > 20 ? shown + " and " + (names.size() - 20) + " more" : shown;
    }
}
