package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.document.YamlReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that differs between two versions of a contract, and what it means: for writers, whether data that was valid stays
 * valid; for readers, whether they can go on. {@link ChangeCode} lists the kinds.
 *
 * <p>Nothing that differs goes unmentioned, except the order of keys, comments, and the version itself. The order of properties
 * and the object's name mean nothing to readers: columns are found by name, the port by its address.
 *
 * @param changes those beside the schema first, then object by object: the object's own, property by property in the order of
 *     the newer schema, removed ones last
 */
public record ContractDiff(Contract old, Contract now, List<ContractChange> changes) {
    public ContractDiff {
        changes = List.copyOf(changes);
    }

    /** The differences between two documents. Objects are paired by name; the only object of each, in any case. */
    public static ContractDiff between(Contract old, Contract now) {
        List<Pair> pairs = new ArrayList<>();
        List<SchemaObject> gone = new ArrayList<>(old.schema());
        for (SchemaObject object : now.schema()) {
            Optional<SchemaObject> before =
                    old.schema().size() == 1 && now.schema().size() == 1
                            ? Optional.of(old.schema().get(0))
                            : gone.stream()
                                    .filter(candidate -> candidate.name().equals(object.name()))
                                    .findFirst();
            before.ifPresent(gone::remove);
            pairs.add(new Pair(before, Optional.of(object)));
        }
        gone.forEach(object -> pairs.add(new Pair(Optional.of(object), Optional.empty())));
        return between(old, now, pairs);
    }

    /** The differences that a port sees: those of its own object, and those beside the schema. */
    public static ContractDiff ofPort(Contract old, SchemaObject before, Contract now, SchemaObject after) {
        return between(old, now, List.of(new Pair(Optional.of(before), Optional.of(after))));
    }

    private record Pair(Optional<SchemaObject> old, Optional<SchemaObject> now) {}

    private static ContractDiff between(Contract old, Contract now, List<Pair> pairs) {
        Node.Mapping before = root(old);
        Node.Mapping after = root(now);
        ChangeList changes = new ChangeList(majorRemedy(old));
        Place document = new Place("", "", after);
        DocumentDiff.compare(document, before, changes);
        for (Pair pair : pairs) {
            if (pair.old().isPresent() && pair.now().isPresent()) {
                Node.Mapping objectBefore = node(before, old, pair.old().get());
                Node.Mapping objectAfter = node(after, now, pair.now().get());
                Place place = new Place(pair.now().get().name(), "", objectAfter);
                new ObjectDiff(changes)
                        .compare(
                                place,
                                pair.old().get(),
                                objectBefore,
                                pair.now().get());
            } else if (pair.now().isPresent()) {
                Place place = new Place(
                        pair.now().get().name(), "", node(after, now, pair.now().get()));
                changes.add(ChangeCode.OBJECT_ADDED, place, "", "the object is new");
            } else {
                Place place = new Place(pair.old().get().name(), "", after);
                changes.add(ChangeCode.OBJECT_REMOVED, place, "schema", "the object was removed");
            }
        }
        return new ContractDiff(old, now, changes.done());
    }

    private static Node.Mapping root(Contract contract) {
        // a contract exists only when its document could be read
        return (Node.Mapping) YamlReader.read(contract.position().file(), contract.source())
                .root()
                .orElseThrow();
    }

    private static Node.Mapping node(Node.Mapping root, Contract contract, SchemaObject object) {
        return Nodes.mappings(root, "schema").get(contract.schema().indexOf(object));
    }

    private static String majorRemedy(Contract old) {
        Optional<String> next = VersionStep.MAJOR.after(old.version());
        return next.isEmpty()
                ? "Publish it as a new major version beside the old one."
                : "Publish it as a new major version: add an output port with version " + next.get() + " beside "
                        + old.version().strip().replaceFirst("^v", "").replaceFirst("[^0-9].*", "") + ".x.";
    }

    /** The gravest change for those who send records. */
    public ContractChange.Kind writers() {
        return changes.stream()
                .map(ContractChange::writers)
                .min(ContractChange.Kind::compareTo)
                .orElse(ContractChange.Kind.COSMETIC);
    }

    /** The gravest change for those who read. */
    public ContractChange.Kind readers() {
        return changes.stream()
                .map(ContractChange::readers)
                .min(ContractChange.Kind::compareTo)
                .orElse(ContractChange.Kind.COSMETIC);
    }

    /** Which number of the version must be raised. */
    public VersionStep needs() {
        return changes.stream().map(change -> change.code().step()).reduce(VersionStep.NONE, VersionStep::max);
    }

    /** The lowest version the new document may have; empty when the old one's is no semantic version. */
    public Optional<String> neededVersion() {
        return needs().after(old.version());
    }

    /** Whether the new document's version is raised as far as the changes need. */
    public boolean versionIsEnough() {
        Optional<VersionStep> taken = VersionStep.between(old.version(), now.version());
        return taken.isPresent() && taken.get().compareTo(needs()) >= 0;
    }

    /** Every path whose values readers of the old contract can no longer rely on; the empty path is the whole object. */
    public Set<String> brokenPaths() {
        Set<String> paths = new HashSet<>();
        changes.stream()
                .filter(change -> change.readers() == ContractChange.Kind.BREAKING)
                // The values are what they were; only the topic's consumers must follow.
                .filter(change -> change.code() != ChangeCode.TOPIC_FORMAT_CHANGED)
                .forEach(change -> paths.add(change.path()));
        return paths;
    }
}
