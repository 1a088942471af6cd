package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Collects changes, and knows which fields have been accounted for, so that nothing that differs goes unmentioned. */
final class ChangeList {
    static final String NOTHING = "Nothing needs to be done.";

    private final String majorRemedy;
    private final List<ContractChange> changes = new ArrayList<>();

    ChangeList(String majorRemedy) {
        this.majorRemedy = majorRemedy;
    }

    /**
     * Where changes are found.
     *
     * @param node the mapping in the newer document
     */
    record Place(String object, String path, Node.Mapping node) {
        Place member(String name, Node.Mapping member) {
            return new Place(object, path.isEmpty() ? name : path + "." + name, member);
        }

        Place part(String mark, Node.Mapping part) {
            return new Place(object, path + mark, part);
        }

        /** Of a field, its parts joined by dots; of the nearest thing around it when it is not there. */
        Position of(String field) {
            Node found = node;
            if (field.isEmpty()) {
                return node.position();
            }
            for (String part : field.split("\\.")) {
                Optional<Node> next = Nodes.value(found, part);
                if (next.isEmpty()) {
                    return found.position();
                }
                if (found instanceof Node.Mapping mapping && next.get() instanceof Node.Sequence) {
                    return mapping.keys().get(part);
                }
                found = next.get();
            }
            return found.position();
        }
    }

    List<ContractChange> done() {
        return List.copyOf(changes);
    }

    int size() {
        return changes.size();
    }

    void add(ChangeCode code, Place place, String field, String description) {
        add(code, place, field, description, remedy(code));
    }

    void add(ChangeCode code, Place place, String field, String description, String remedy) {
        add(code, place, field, description, remedy, place.of(field));
    }

    void add(ChangeCode code, Place place, String field, String description, String remedy, Position position) {
        changes.add(new ContractChange(code, place.object(), place.path(), field, description, remedy, position));
    }

    /** {@code maxLength was 5 and is 3}. */
    static String wasAndIs(String what, Optional<String> old, Optional<String> now) {
        if (old.isEmpty()) {
            return what + " is now " + now.orElse("none");
        }
        return what + " was " + old.get() + " and is " + now.orElse("none");
    }

    String remedy(ChangeCode code) {
        if (code.readers() == ContractChange.Kind.BREAKING) {
            return majorRemedy;
        }
        if (code.writers() == ContractChange.Kind.BREAKING) {
            return "Readers go on; writers may see more refusals, and records that are already there are not checked again.";
        }
        if (code.needsGovernance()) {
            return "Let whoever answers for it agree, and tell the readers.";
        }
        return code.readers() == ContractChange.Kind.COMPATIBLE ? "Readers and writers go on." : NOTHING;
    }

    /** Fields whose difference has no code of its own. */
    void details(Place place, Node.Mapping old, Predicate<String> wanted) {
        Set<String> fields = new LinkedHashSet<>(place.node().entries().keySet());
        fields.addAll(old.entries().keySet());
        Set<String> mentioned = new HashSet<>();
        changes.stream()
                .filter(change ->
                        change.object().equals(place.object()) && change.path().equals(place.path()))
                .forEach(change -> mentioned.add(change.field().replaceFirst("\\..*", "")));
        for (String field : fields) {
            if (!wanted.test(field) || mentioned.contains(field)) {
                continue;
            }
            Optional<Node> before = Nodes.value(old, field);
            Optional<Node> after = Nodes.value(place.node(), field);
            if (!SameNodes.same(before, after)) {
                add(detail(field), place, field, words(field, before, after));
            }
        }
    }

    private static ChangeCode detail(String field) {
        return switch (field) {
            case "description", "businessName" -> ChangeCode.DESCRIPTION_CHANGED;
            case "tags" -> ChangeCode.TAGS_CHANGED;
            case "team", "roles", "support" -> ChangeCode.OWNERS_CHANGED;
            case "quality" -> ChangeCode.QUALITY_TEXT_CHANGED;
            default -> ChangeCode.DETAIL_CHANGED;
        };
    }

    private static String words(String field, Optional<Node> before, Optional<Node> after) {
        if (before.isEmpty()) {
            return field + " added";
        }
        return after.isEmpty() ? field + " removed" : field + " changed";
    }
}
