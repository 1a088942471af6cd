package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What changes in an object of a schema, property by property, down to what is in objects, arrays and maps. */
final class ObjectDiff {
    /** Fields that are compared part by part. */
    private static final Set<String> PARTS = Set.of("properties", "items", "map");

    private final ChangeList changes;

    ObjectDiff(ChangeList changes) {
        this.changes = changes;
    }

    /** A property with the mapping it was read from. */
    private record Element(Property property, Node.Mapping node) {
        static List<Element> of(List<Property> properties, Node.Mapping owner) {
            List<Node.Mapping> nodes = Nodes.mappings(owner, "properties");
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < properties.size(); i++) {
                // the column of kept unknown fields comes last and stands nowhere
                elements.add(new Element(properties.get(i), i < nodes.size() ? nodes.get(i) : owner));
            }
            return elements;
        }

        List<Element> members() {
            return of(property.properties(), node);
        }

        /** What is in the list or, as value, in the map; a vector's numbers stand nowhere, so they are the vector. */
        Optional<Element> items() {
            Optional<Node.Mapping> held = Nodes.mapping(node, "map")
                    .flatMap(map -> Nodes.mapping(map, "value"))
                    .or(() -> Nodes.mapping(node, "items"));
            return property.items().map(items -> new Element(items, held.orElse(node)));
        }

        boolean isVector() {
            return property.logicalType()
                    .filter(type -> type == LogicalType.VECTOR)
                    .isPresent();
        }
    }

    void compare(Place place, SchemaObject old, Node.Mapping before, SchemaObject now) {
        if (!old.name().equals(now.name())) {
            changes.add(
                    ChangeCode.OBJECT_RENAMED,
                    place,
                    "name",
                    "the object was called " + old.name() + " and is called " + now.name());
        }
        boolean keyChanged = !old.primaryKey().equals(now.primaryKey());
        if (keyChanged) {
            changes.add(
                    ChangeCode.PRIMARY_KEY_CHANGED,
                    place,
                    "primaryKey",
                    "the primary key was " + key(old) + " and is " + key(now)
                            + ": records of one key would no longer meet");
        }
        unknownFields(place, old.unknownFields(), now.unknownFields());
        subject(place, old.subject(), now.subject());
        new QualityDiff(changes).compare(place, old.quality(), now.quality());
        DocumentDiff.deprecation(place, before, changes);
        changes.details(place, before, field -> !PARTS.contains(field));
        members(
                place,
                Element.of(old.properties(), before),
                Element.of(now.properties(), place.node()),
                old.unknownFields(),
                keyChanged);
    }

    private void unknownFields(Place place, UnknownFields old, UnknownFields now) {
        if (old != now) {
            ChangeCode code = now == UnknownFields.REJECT
                    ? ChangeCode.UNKNOWN_FIELDS_REJECTED
                    : old == UnknownFields.REJECT
                            ? ChangeCode.UNKNOWN_FIELDS_ALLOWED
                            : ChangeCode.UNKNOWN_FIELDS_CHANGED;
            changes.add(
                    code,
                    place,
                    "customProperties",
                    ChangeList.wasAndIs("unknownFields", Optional.of(old.word()), Optional.of(now.word())));
        }
    }

    private void subject(Place place, Optional<Subject> old, Optional<Subject> now) {
        if (!old.equals(now)) {
            changes.add(
                    ChangeCode.SUBJECT_CHANGED,
                    place,
                    "customProperties",
                    ChangeList.wasAndIs("the subject", old.map(Subject::name), now.map(Subject::name)));
        }
    }

    private static String key(SchemaObject object) {
        return object.primaryKey().isEmpty() ? "none" : "(" + String.join(", ", object.primaryKey()) + ")";
    }

    private void members(
            Place parent, List<Element> old, List<Element> now, UnknownFields unknownBefore, boolean keyChanged) {
        Map<String, Element> before = byName(old);
        Map<String, Element> after = byName(now);
        List<String> order = new ArrayList<>(before.keySet());
        order.retainAll(after.keySet());
        List<String> orderNow = new ArrayList<>(after.keySet());
        orderNow.retainAll(before.keySet());
        if (!order.equals(orderNow)) {
            changes.add(
                    ChangeCode.PROPERTIES_REORDERED,
                    parent,
                    "properties",
                    "the properties stand in another order",
                    "Nothing needs to be done; SELECT * shows them in the new order.");
        }
        after.forEach((name, element) -> {
            Place place = parent.member(name, element.node());
            if (before.containsKey(name)) {
                property(place, before.get(name), element, keyChanged);
            } else {
                added(place, element.property(), unknownBefore);
            }
        });
        before.forEach((name, element) -> {
            if (!after.containsKey(name)) {
                String hint = newName(element, before, after)
                        .map(other -> "; is it now " + other + "?")
                        .orElse("");
                Place place = parent.member(name, parent.node());
                changes.add(
                        ChangeCode.PROPERTY_REMOVED,
                        place,
                        "",
                        "the property was removed" + hint,
                        changes.remedy(ChangeCode.PROPERTY_REMOVED),
                        parent.of("properties"));
            }
        });
    }

    private static Map<String, Element> byName(List<Element> elements) {
        Map<String, Element> byName = new LinkedHashMap<>();
        elements.forEach(element -> byName.putIfAbsent(element.property().name(), element));
        return byName;
    }

    /** A guess only: the new property with the old one's id, else the only new one of its type. */
    private static Optional<String> newName(Element gone, Map<String, Element> before, Map<String, Element> after) {
        List<Element> fresh = after.values().stream()
                .filter(element -> !before.containsKey(element.property().name()))
                .toList();
        Optional<String> id = Nodes.text(gone.node(), "id");
        Optional<Element> same = fresh.stream()
                .filter(element ->
                        id.isPresent() && Nodes.text(element.node(), "id").equals(id))
                .findFirst();
        List<Element> alike = fresh.stream()
                .filter(element ->
                        element.property().type().equals(gone.property().type()))
                .toList();
        return same.or(() -> alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty())
                .map(element -> element.property().name());
    }

    private void added(Place place, Property now, UnknownFields unknownBefore) {
        if (now.required()) {
            changes.add(
                    ChangeCode.PROPERTY_ADDED_REQUIRED,
                    place,
                    "",
                    "the property is new and required, but the records that are there do not have it");
        } else if (unknownBefore == UnknownFields.REJECT) {
            changes.add(
                    ChangeCode.PROPERTY_ADDED,
                    place,
                    "",
                    "the property is new",
                    "Records that are already there have no value for it.");
        } else {
            changes.add(
                    ChangeCode.PROPERTY_NAME_CLAIMED,
                    place,
                    "",
                    "the property is new, and so far a record could hold anything under its name");
        }
        new QualityDiff(changes).compare(place, List.of(), brokenByAbsence(now));
    }

    /** The records that are there have no value, which some rules count. */
    private static List<QualityRule> brokenByAbsence(Property property) {
        List<QualityRule> rules = new ArrayList<>(property.quality());
        property.properties().forEach(member -> rules.addAll(brokenByAbsence(member)));
        rules.removeIf(rule -> !rule.blocks()
                || rule.check() instanceof QualityRule.Library library
                        && !library.metric().equals("nullValues")
                        && !library.argument("missingValues").includesNull());
        return rules;
    }

    private void property(Place place, Element old, Element now, boolean keyChanged) {
        Property before = old.property();
        Property after = now.property();
        boolean sameType = types(place, old, now);
        if (before.required() && !after.required()) {
            changes.add(
                    ChangeCode.REQUIRED_REMOVED,
                    place,
                    "required",
                    "the property is no longer required: readers would get nulls they were promised not to get");
        }
        if (!before.required() && after.required()) {
            changes.add(
                    ChangeCode.REQUIRED_ADDED,
                    place,
                    "required",
                    "the property is now required, but records that are there may lack it");
        }
        if (before.unique() != after.unique()) {
            changes.add(
                    after.unique() ? ChangeCode.UNIQUE_ADDED : ChangeCode.UNIQUE_REMOVED,
                    place,
                    "unique",
                    after.unique() ? "values are now to be unique" : "values need no longer be unique",
                    "The next run is measured by the new rules.");
        }
        if (!before.encryption().equals(after.encryption())) {
            changes.add(
                    ChangeCode.ENCRYPTION_CHANGED,
                    place,
                    "customProperties",
                    "encrypt was " + word(before.encryption()) + " and is " + word(after.encryption()));
        }
        OptionDiff.compare(place, old.node(), before, after, changes);
        EnumDiff.compare(place, before, after, changes);
        new QualityDiff(changes).compare(place, before.quality(), after.quality());
        DocumentDiff.classification(place, before.classification(), after.classification(), changes);
        DocumentDiff.deprecation(place, old.node(), changes);
        Set<String> typeWords = Set.of("logicalType", "physicalType");
        boolean wordsChanged = typeWords.stream()
                .anyMatch(field -> !SameNodes.same(Nodes.value(old.node(), field), Nodes.value(now.node(), field)));
        if (sameType && wordsChanged) {
            changes.add(
                    ChangeCode.TYPE_NOTATION_CHANGED,
                    place,
                    "physicalType",
                    "the type is written otherwise, but is the same");
        }
        changes.details(
                place,
                old.node(),
                field -> !PARTS.contains(field)
                        && !typeWords.contains(field)
                        && !(keyChanged && field.startsWith("primaryKey")));
    }

    /** Whether the values are of the same type; what is in objects, arrays and maps is compared for itself. */
    private boolean types(Place place, Element old, Element now) {
        Optional<DataType> typeBefore = old.property().type();
        Optional<DataType> typeAfter = now.property().type();
        if (typeBefore.isEmpty() || typeAfter.isEmpty()) {
            boolean same = typeBefore.equals(typeAfter)
                    && old.property().logicalType().equals(now.property().logicalType())
                    && old.property().physicalType().equals(now.property().physicalType());
            if (!same) {
                changed(ChangeCode.TYPE_CHANGED, place, old.node(), words(typeBefore), words(typeAfter));
            }
            return same;
        }
        DataType before = typeBefore.get();
        DataType after = typeAfter.get();
        if (before instanceof DataType.Struct && after instanceof DataType.Struct) {
            unknownFields(place, old.property().unknownFields(), now.property().unknownFields());
            members(place, old.members(), now.members(), old.property().unknownFields(), false);
            return true;
        }
        boolean lists = before instanceof DataType.ListOf && after instanceof DataType.ListOf;
        if (lists || before instanceof DataType.MapOf && after instanceof DataType.MapOf) {
            if (old.isVector() != now.isVector()) {
                changed(ChangeCode.TYPE_CHANGED, place, old.node(), TypeWords.of(before), TypeWords.of(after));
                return false;
            }
            Element partBefore = old.items().orElseThrow();
            Element partAfter = now.items().orElseThrow();
            Place part = place.part(lists ? "[]" : "{}", partAfter.node());
            if (old.isVector()) {
                return types(part, partBefore, partAfter);
            }
            property(part, partBefore, partAfter, false);
            return true;
        }
        if (before.equals(after)) {
            return true;
        }
        changed(code(before, after), place, old.node(), TypeWords.of(before), TypeWords.of(after));
        return false;
    }

    private static ChangeCode code(DataType before, DataType after) {
        if (before instanceof DataType.Int32 && after instanceof DataType.Int64) {
            return ChangeCode.TYPE_WIDENED;
        }
        if (before instanceof DataType.Int64 && after instanceof DataType.Int32) {
            return ChangeCode.TYPE_NARROWED;
        }
        if (before instanceof DataType.Decimal one
                && after instanceof DataType.Decimal other
                && one.scale() == other.scale()) {
            return other.precision() > one.precision() ? ChangeCode.PRECISION_RAISED : ChangeCode.TYPE_NARROWED;
        }
        return ChangeCode.TYPE_CHANGED;
    }

    private void changed(ChangeCode code, Place place, Node.Mapping old, String before, String after) {
        String field = Stream.of("physicalType", "logicalType", "logicalTypeOptions")
                .filter(name -> !SameNodes.same(Nodes.value(old, name), Nodes.value(place.node(), name)))
                .findFirst()
                .orElse("logicalType");
        changes.add(code, place, field, "the type was " + before + " and is " + after);
    }

    private static String word(Optional<Encryption> encryption) {
        return encryption.map(Encryption::word).orElse(Encryption.NONE);
    }

    private static String words(Optional<DataType> type) {
        return type.map(TypeWords::of).orElse("unknown");
    }
}
