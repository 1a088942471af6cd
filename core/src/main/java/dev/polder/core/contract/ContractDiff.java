package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What changes between two versions of a port's schema, and whether a major version may change so. Readers decide: a change is
 * breaking when a program, a query or a table that was right with the old contract can be wrong with the new one.
 *
 * <table>
 * <caption>Kinds</caption>
 * <tr><th>breaking</th><th>compatible</th><th>cosmetic</th></tr>
 * <tr><td>a property is removed or renamed</td><td>a new property that is not required</td><td>descriptions, tags</td></tr>
 * <tr><td>a new required property: the records that are already there do not have it</td>
 *     <td>Int32 → Int64; Decimal(p, s) → Decimal(more, s)</td><td>a physicalType that leaves the type as it is</td></tr>
 * <tr><td>optional → required: the records that are already there may lack it</td>
 *     <td>value rules (options, enum), tighter or looser: what is stored stays</td><td></td></tr>
 * <tr><td>required → optional: readers get nulls that they were promised not to get</td><td>quality rules, unique</td><td></td></tr>
 * <tr><td>any other change of a type, also inside objects, arrays and maps, and between timestamps with and without time
 *     zone</td><td>classification</td><td></td></tr>
 * <tr><td>the primary key</td><td></td><td></td></tr>
 * </table>
 *
 * <p>The order of properties and the object's name mean nothing: columns are found by name, the port by its address.
 */
public final class ContractDiff {
    private static final String RULES_REMEDY = "The next run is measured by the new rules.";
    private static final String WRITERS_REMEDY =
            "Readers go on; writers may see more refusals, and records that are already there are not checked again.";

    private final String breakingRemedy;
    private final List<ContractChange> changes = new ArrayList<>();

    private ContractDiff(int major) {
        this.breakingRemedy = "Publish it as a new major version: add an output port with version " + (major + 1)
                + ".0.0 beside " + major + ".x.";
    }

    /**
     * All differences, those of the object first, then property by property in the order of the newer schema, removed ones last.
     *
     * @param major the major version both belong to
     */
    public static List<ContractChange> between(SchemaObject old, SchemaObject now, int major) {
        ContractDiff diff = new ContractDiff(major);
        diff.object(old, now);
        return List.copyOf(diff.changes);
    }

    private void object(SchemaObject old, SchemaObject now) {
        if (!old.primaryKey().equals(now.primaryKey())) {
            breaking(
                    now,
                    "the primary key was " + key(old) + " and is " + key(now)
                            + ": records of one key would no longer meet");
        }
        if (!RuleShape.of(old.quality()).equals(RuleShape.of(now.quality()))) {
            changes.add(compatible("", "quality rules changed", RULES_REMEDY, now.position()));
        }
        if (old.unknownFields() != now.unknownFields()) {
            changes.add(compatible(
                    "",
                    "fields that the contract does not have were: "
                            + old.unknownFields().word() + ", and are: "
                            + now.unknownFields().word(),
                    WRITERS_REMEDY,
                    now.position()));
        }
        if (!old.description().equals(now.description())) {
            changes.add(cosmetic("", "the description changed", now.position()));
        }
        members("", old.properties(), now.properties(), now.position());
    }

    private static String key(SchemaObject object) {
        return object.primaryKey().isEmpty() ? "none" : "(" + String.join(", ", object.primaryKey()) + ")";
    }

    private void breaking(SchemaObject now, String description) {
        changes.add(new ContractChange(ContractChange.Kind.BREAKING, "", description, breakingRemedy, now.position()));
    }

    private void members(String parent, List<Property> old, List<Property> now, Position gone) {
        Map<String, Property> before = new LinkedHashMap<>();
        old.forEach(property -> before.putIfAbsent(property.name(), property));
        Set<String> names = new HashSet<>();
        for (Property property : now) {
            if (!names.add(property.name())) {
                continue;
            }
            String path = parent.isEmpty() ? property.name() : parent + "." + property.name();
            Property earlier = before.get(property.name());
            if (earlier != null) {
                property(path, earlier, property);
            } else {
                added(path, property);
            }
        }
        before.forEach((name, property) -> {
            if (!names.contains(name)) {
                String path = parent.isEmpty() ? name : parent + "." + name;
                changes.add(new ContractChange(
                        ContractChange.Kind.BREAKING, path, "the property was removed", breakingRemedy, gone));
            }
        });
    }

    private void added(String path, Property now) {
        if (now.required()) {
            breaking(path, now, "the property is new and required, but the records that are there do not have it");
        } else {
            changes.add(compatible(
                    path,
                    "the property is new",
                    "Records that are already there have no value for it.",
                    now.position()));
        }
    }

    private void property(String path, Property old, Property now) {
        types(path, old, now);
        if (old.required() && !now.required()) {
            breaking(
                    path,
                    now,
                    "the property is no longer required: readers would get nulls they were promised not to get");
        }
        if (!old.required() && now.required()) {
            breaking(path, now, "the property is now required, but records that are there may lack it");
        }
        List<String> options = changedOptions(old, now);
        if (!options.isEmpty()) {
            changes.add(compatible(
                    path, "value rules changed (" + String.join(", ", options) + ")", WRITERS_REMEDY, now.position()));
        }
        if (old.unique() != now.unique() || !RuleShape.of(old.quality()).equals(RuleShape.of(now.quality()))) {
            changes.add(compatible(path, "quality rules changed", RULES_REMEDY, now.position()));
        }
        if (!old.classification().equals(now.classification())) {
            changes.add(compatible(
                    path,
                    "the classification was " + old.classification().orElse("none") + " and is "
                            + now.classification().orElse("none"),
                    "Policies that look at it may decide otherwise.",
                    now.position()));
        }
        if (!old.description().equals(now.description()) || !old.tags().equals(now.tags())) {
            changes.add(cosmetic(path, "description or tags changed", now.position()));
        }
        if (!old.physicalType().equals(now.physicalType()) && old.type().equals(now.type())) {
            changes.add(cosmetic(path, "the physicalType changed, the type did not", now.position()));
        }
    }

    private void types(String path, Property old, Property now) {
        if (old.type().isEmpty() || now.type().isEmpty()) {
            if (!old.type().equals(now.type())) {
                breaking(path, now, "the type was " + words(old.type()) + " and is " + words(now.type()));
            }
            return;
        }
        DataType before = old.type().get();
        DataType after = now.type().get();
        if (before instanceof DataType.Struct && after instanceof DataType.Struct) {
            members(path, old.properties(), now.properties(), now.position());
        } else if (before instanceof DataType.ListOf && after instanceof DataType.ListOf) {
            parts(path + "[]", old.items(), now.items());
        } else if (before instanceof DataType.MapOf && after instanceof DataType.MapOf) {
            parts(path + "{}", old.items(), now.items());
        } else if (!before.equals(after)) {
            if (widens(before, after)) {
                changes.add(compatible(
                        path,
                        "the type was " + TypeWords.of(before) + " and is " + TypeWords.of(after),
                        "Every old value is a value of the new type.",
                        now.position()));
            } else {
                breaking(path, now, "the type was " + TypeWords.of(before) + " and is " + TypeWords.of(after));
            }
        }
    }

    private void parts(String path, Optional<Property> old, Optional<Property> now) {
        if (old.isPresent() && now.isPresent()) {
            property(path, old.get(), now.get());
        }
    }

    /** What Avro and Iceberg both read as if it had always been so. */
    static boolean widens(DataType before, DataType after) {
        if (before instanceof DataType.Int32 && after instanceof DataType.Int64) {
            return true;
        }
        return before instanceof DataType.Decimal narrow
                && after instanceof DataType.Decimal wide
                && wide.scale() == narrow.scale()
                && wide.precision() >= narrow.precision();
    }

    private static String words(Optional<DataType> type) {
        return type.map(TypeWords::of).orElse("unknown");
    }

    private static List<String> changedOptions(Property old, Property now) {
        List<String> changed = new ArrayList<>(OptionChanges.between(old.options(), now.options()));
        if (!old.allowedValues().equals(now.allowedValues())) {
            changed.add("enum");
        }
        boolean objects = now.type().filter(DataType.Struct.class::isInstance).isPresent();
        if (objects && old.unknownFields() != now.unknownFields()) {
            changed.add("unknownFields");
        }
        return changed;
    }

    private void breaking(String path, Property now, String description) {
        changes.add(
                new ContractChange(ContractChange.Kind.BREAKING, path, description, breakingRemedy, now.position()));
    }

    private static ContractChange compatible(String path, String description, String remedy, Position position) {
        return new ContractChange(ContractChange.Kind.COMPATIBLE, path, description, remedy, position);
    }

    private static ContractChange cosmetic(String path, String description, Position position) {
        return new ContractChange(
                ContractChange.Kind.COSMETIC, path, description, "Nothing needs to be done.", position);
    }
}
