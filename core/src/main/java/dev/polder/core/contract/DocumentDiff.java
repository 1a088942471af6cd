package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What changes in a contract beside its objects: identity, service levels, servers, status, and words. */
final class DocumentDiff {
    /** Compared elsewhere, or no difference: the version follows from the others. */
    private static final Set<String> ELSEWHERE = Set.of("schema", "slaProperties", "servers", "version");

    /** From what everybody may see to what few may; words that are not here cannot be compared. */
    private static final List<Set<String>> CLASSES = List.of(
            Set.of("", "public", "none", "unclassified"),
            Set.of("internal"),
            Set.of("confidential", "sensitive"),
            Set.of("restricted", "secret", "highly confidential"));

    private static final Set<String> ENDING = Set.of("deprecated", "retired");

    private DocumentDiff() {}

    static void compare(Place document, Node.Mapping old, ChangeList changes) {
        text(document, old, "id", ChangeCode.CONTRACT_ID_CHANGED, "the contract's id", changes);
        text(document, old, "apiVersion", ChangeCode.STANDARD_VERSION_CHANGED, "the version of ODCS", changes);
        text(document, old, "name", ChangeCode.NAME_CHANGED, "the contract's name", changes);
        status(document, old, changes);
        SlaDiff.compare(document, old, changes);
        servers(document, old, changes);
        topicFormat(document, old, changes);
        changes.details(document, old, field -> !ELSEWHERE.contains(field));
    }

    private static void text(
            Place document, Node.Mapping old, String field, ChangeCode code, String words, ChangeList changes) {
        Optional<String> before = Nodes.text(old, field);
        Optional<String> after = Nodes.text(document.node(), field);
        if (!before.equals(after)) {
            changes.add(code, document, field, ChangeList.wasAndIs(words, before, after));
        }
    }

    private static void status(Place document, Node.Mapping old, ChangeList changes) {
        Optional<String> before = Nodes.text(old, "status");
        Optional<String> after = Nodes.text(document.node(), "status");
        if (!before.equals(after)) {
            boolean ends = after.filter(DocumentDiff::isEnding).isPresent();
            changes.add(
                    ends ? ChangeCode.STATUS_ENDING : ChangeCode.STATUS_CHANGED,
                    document,
                    "status",
                    ChangeList.wasAndIs("the status", before, after));
        }
    }

    private static boolean isEnding(String status) {
        return ENDING.contains(status.strip().toLowerCase(Locale.ROOT));
    }

    private static void topicFormat(Place document, Node.Mapping old, ChangeList changes) {
        TopicFormat before = TopicFormat.of(old);
        TopicFormat after = TopicFormat.of(document.node());
        if (before != after) {
            changes.add(
                    ChangeCode.TOPIC_FORMAT_CHANGED,
                    document,
                    "customProperties",
                    ChangeList.wasAndIs(
                            TopicFormat.CUSTOM_PROPERTY, Optional.of(before.word()), Optional.of(after.word())));
        }
    }

    /** {@code deprecated} of an object or a property. */
    static void deprecation(Place place, Node.Mapping old, ChangeList changes) {
        boolean before = Nodes.bool(old, "deprecated").orElse(false);
        boolean after = Nodes.bool(place.node(), "deprecated").orElse(false);
        if (before != after) {
            changes.add(
                    after ? ChangeCode.STATUS_ENDING : ChangeCode.STATUS_CHANGED,
                    place,
                    "deprecated",
                    after ? "it is deprecated now" : "it is no longer deprecated");
        }
    }

    static void classification(Place place, Optional<String> old, Optional<String> now, ChangeList changes) {
        if (old.equals(now)) {
            return;
        }
        int before = rank(old.orElse(""));
        int after = rank(now.orElse(""));
        ChangeCode code;
        if (before < 0 || after < 0) {
            // from no classification to any word is more protection, the other way less
            code = old.isEmpty()
                    ? ChangeCode.CLASSIFICATION_RAISED
                    : now.isEmpty() ? ChangeCode.CLASSIFICATION_LOWERED : ChangeCode.CLASSIFICATION_CHANGED;
        } else if (before == after) {
            return;
        } else {
            code = after > before ? ChangeCode.CLASSIFICATION_RAISED : ChangeCode.CLASSIFICATION_LOWERED;
        }
        changes.add(
                code,
                place,
                "classification",
                "the classification was " + old.orElse("none") + " and is " + now.orElse("none"));
    }

    /** How few may see what is classified so; below 0 for words that cannot be compared. */
    static int rank(String word) {
        String normal = word.strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < CLASSES.size(); i++) {
            if (CLASSES.get(i).contains(normal)) {
                return i;
            }
        }
        return -1;
    }

    private static void servers(Place document, Node.Mapping old, ChangeList changes) {
        Map<String, Node.Mapping> before = servers(old);
        Map<String, Node.Mapping> after = servers(document.node());
        after.forEach((name, server) -> {
            if (!before.containsKey(name)) {
                changes.add(
                        ChangeCode.SERVER_ADDED,
                        document,
                        "servers",
                        "the server " + name + " is new",
                        changes.remedy(ChangeCode.SERVER_ADDED),
                        server.position());
            } else if (!SameNodes.same(before.get(name), server)) {
                changes.add(
                        ChangeCode.SERVER_CHANGED,
                        document,
                        "servers",
                        "the server " + name + " changed",
                        "Whoever reads from it must look whether it is still where it was.",
                        server.position());
            }
        });
        before.keySet().stream()
                .filter(name -> !after.containsKey(name))
                .forEach(name -> changes.add(
                        ChangeCode.SERVER_REMOVED,
                        document,
                        "servers",
                        "the server " + name + " was removed",
                        "Whoever reads from it must be told where to read instead."));
    }

    private static Map<String, Node.Mapping> servers(Node.Mapping document) {
        Map<String, Node.Mapping> servers = new LinkedHashMap<>();
        List<Node.Mapping> nodes = Nodes.mappings(document, "servers");
        for (int i = 0; i < nodes.size(); i++) {
            String name = Nodes.text(nodes.get(i), "server").orElse("number " + (i + 1));
            servers.putIfAbsent(name, nodes.get(i));
        }
        return servers;
    }
}
