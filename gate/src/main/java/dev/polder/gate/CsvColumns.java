package dev.polder.gate;

import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.UnknownFields;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which property a CSV column is: by its exact name, else by its name in lower case with blanks and hyphens as underscores. */
final class CsvColumns {
    private final List<Property> properties;

    CsvColumns(SchemaObject schema) {
        boolean keeps = schema.unknownFields() == UnknownFields.KEEP;
        List<Property> all = schema.properties();
        this.properties = keeps ? all.subList(0, all.size() - 1) : all;
    }

    /** For each column the index of its property; refuses the whole body when the header does not fit the contract. */
    List<Integer> mapped(List<String> header) {
        List<Integer> columns = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        for (String name : header) {
            int column = find(name, header);
            if (column < 0) {
                unknown.add(name);
            } else if (columns.contains(column)) {
                twice.add(name);
            }
            columns.add(column);
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < properties.size(); i++) {
            if (properties.get(i).required() && !columns.contains(i)) {
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

    private int find(String name, List<String> header) {
        for (int i = 0; i < properties.size(); i++) {
            if (properties.get(i).name().equals(name)) {
                return i;
            }
        }
        int found = -1;
        for (int i = 0; i < properties.size(); i++) {
            String candidate = properties.get(i).name();
            // A property that another column names exactly is taken.
            if (folded(candidate).equals(folded(name)) && !header.contains(candidate)) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
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
