package dev.polder.core.document;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/** Builds the node tree of one document from the parser's events, so that every limit holds before memory is taken. */
final class TreeBuilder {
    private static final String TAGS = "tag:yaml.org,2002:";

    private final String file;
    private final Parser parser;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Anchor, Optional<Built>> anchors = new HashMap<>();
    private int nodes;
    private long characters;

    /** A node with what its aliases cost: how many nodes and characters it has, and how deep it is. */
    private record Built(Node node, int nodes, long characters, int depth) {}

    /** Ends the reading: what was found makes the rest meaningless or dangerous. */
    @SuppressWarnings("serial")
    static final class Refused extends RuntimeException {
        private final transient Finding finding;

        Refused(Code code, Position position, String message, String remedy) {
            super(message, null, false, false);
            this.finding = Finding.error(code, position, message, remedy);
        }

        Finding finding() {
            return finding;
        }
    }

    TreeBuilder(String file, Parser parser) {
        this.file = file;
        this.parser = parser;
    }

    List<Finding> findings() {
        return findings;
    }

    Node document() {
        parser.next(); // stream start
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            throw empty(Position.start(file));
        }
        parser.next(); // document start
        Node root = value(0).node();
        if (root instanceof Node.Null) {
            throw empty(root.position());
        }
        parser.next(); // document end
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            throw new Refused(
                    Code.YAML_SYNTAX,
                    position(parser.peekEvent()),
                    "A second document begins here.",
                    "Put each document into a file of its own; a file has at most one '---', at its top.");
        }
        return root;
    }

    private Refused empty(Position position) {
        return new Refused(Code.YAML_SYNTAX, position, "The file is empty.", "Write a document, or remove the file.");
    }

    private Built value(int depth) {
        Event event = parser.next();
        Position position = position(event);
        if (event instanceof AliasEvent alias) {
            return aliased(alias, position, depth);
        }
        NodeEvent start = (NodeEvent) event;
        // An anchor without a value yet: an alias to it from inside would be a cycle.
        start.getAnchor().ifPresent(anchor -> anchors.put(anchor, Optional.empty()));
        Built built = start instanceof ScalarEvent scalar
                ? scalarBuilt(scalar, position)
                : collection((CollectionStartEvent) start, position, depth + 1);
        start.getAnchor().ifPresent(anchor -> anchors.put(anchor, Optional.of(built)));
        return built;
    }

    private Built aliased(AliasEvent alias, Position position, int depth) {
        Optional<Built> target = anchors.get(alias.getAlias());
        String name = "*" + Quoted.text(alias.getAlias().getValue());
        if (target == null) {
            throw new Refused(
                    Code.YAML_SYNTAX,
                    position,
                    "There is no anchor for the alias " + name + ".",
                    "Mark the value it should stand for with &" + name.substring(1)
                            + " before, or put the text in quotes.");
        }
        Built built = target.orElseThrow(() -> new Refused(
                Code.YAML_LIMIT,
                position,
                "The alias " + name + " refers to a value that contains it.",
                "Write the value out; a document cannot contain itself."));
        refuseDeeperThanAllowed(depth + built.depth(), position);
        count(built.nodes(), built.characters(), position);
        return built;
    }

    private Built scalarBuilt(ScalarEvent event, Position position) {
        int length = event.getValue().length();
        count(1, length, position);
        return new Built(scalar(event, position), 1, length, 0);
    }

    private Built collection(CollectionStartEvent start, Position position, int depth) {
        refuseDeeperThanAllowed(depth, position);
        int nodesBefore = nodes;
        long charactersBefore = characters;
        count(1, 0, position);
        boolean mapping = start.getEventId() == Event.ID.MappingStart;
        start.getTag().ifPresent(tag -> refuseUnless(tag.equals(TAGS + (mapping ? "map" : "seq")), tag, position));
        int[] deepest = {0};
        Node node = mapping ? mapping(position, depth, deepest) : sequence(position, depth, deepest);
        return new Built(node, nodes - nodesBefore, characters - charactersBefore, deepest[0] + 1);
    }

    private Node sequence(Position position, int depth, int[] deepest) {
        List<Node> items = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            Built item = value(depth);
            deepest[0] = Math.max(deepest[0], item.depth());
            items.add(item.node());
        }
        parser.next();
        return new Node.Sequence(position, items);
    }

    private Node mapping(Position position, int depth, int[] deepest) {
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Position> keys = new HashMap<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Position keyPosition = position(parser.peekEvent());
            Optional<String> key = key(depth);
            Built value = value(depth);
            deepest[0] = Math.max(deepest[0], value.depth());
            if (key.isEmpty()) {
                findings.add(Finding.error(
                        Code.FIELD_TYPE,
                        keyPosition,
                        "The name of a field is not text.",
                        "Write `name: value`; put a name that begins with a special character in quotes."));
            } else if (entries.putIfAbsent(key.get(), value.node()) != null) {
                Position first = keys.get(key.get());
                findings.add(Finding.error(
                        Code.FIELD_DUPLICATE,
                        keyPosition,
                        "The field " + Quoted.value(key.get()) + " already stands in line " + first.line() + ".",
                        "Remove one of the two."));
            } else {
                keys.put(key.get(), keyPosition);
            }
        }
        parser.next();
        return new Node.Mapping(position, entries, keys);
    }

    /** The key's text as written, so that {@code 1: x} and {@code true: x} have names; empty for anything else. */
    private Optional<String> key(int depth) {
        Event event = parser.peekEvent();
        if (event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getTag().isEmpty()) {
            if (scalar.getValue().equals("<<")) {
                throw new Refused(
                        Code.YAML_SYNTAX,
                        position(event),
                        "Merge keys (<<) are not part of YAML 1.2.",
                        "Write the fields out.");
            }
            value(depth);
            return Optional.of(scalar.getValue()).filter(name -> !name.isEmpty());
        }
        return value(depth).node() instanceof Node.Text text ? Optional.of(text.value()) : Optional.empty();
    }

    private Node scalar(ScalarEvent event, Position position) {
        String text = event.getValue();
        refuseUnstorable(text, position);
        String tag = event.getTag().orElse(event.isPlain() ? "?" : TAGS + "str");
        if (tag.equals("!") || tag.equals(TAGS + "str")) {
            return new Node.Text(position, text);
        }
        boolean untagged = tag.equals("?");
        if ((untagged || tag.equals(TAGS + "null")) && Scalars.isNull(text)) {
            return new Node.Null(position);
        }
        if ((untagged || tag.equals(TAGS + "bool")) && Scalars.bool(text).isPresent()) {
            return new Node.Bool(position, Scalars.bool(text).get());
        }
        if ((untagged || tag.equals(TAGS + "int") || tag.equals(TAGS + "float")) && Scalars.isNumber(text)) {
            BigDecimal number = Scalars.number(text)
                    .orElseThrow(() -> new Refused(
                            Code.YAML_LIMIT,
                            position,
                            "The number " + Quoted.text(text) + " is too long or too large.",
                            "Put it in quotes if it is text."));
            return new Node.Number(position, number);
        }
        refuseUnless(untagged, tag, position);
        return new Node.Text(position, text);
    }

    private void refuseUnless(boolean allowed, String tag, Position position) {
        if (!allowed && !tag.equals("!")) {
            throw new Refused(
                    Code.YAML_SYNTAX,
                    position,
                    "The tag " + Quoted.value(tag) + " has no meaning for this value.",
                    "Remove the tag.");
        }
    }

    /** Escapes can make what no UTF-8 file and no database can hold. */
    private static void refuseUnstorable(String text, Position position) {
        for (int index = 0; index < text.length(); ) {
            int character = text.codePointAt(index);
            if (character == 0 || character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                throw new Refused(
                        Code.YAML_SYNTAX,
                        position,
                        String.format(
                                "The text contains the escaped character U+%04X, which no text may hold.", character),
                        "Remove the escape.");
            }
            index += Character.charCount(character);
        }
    }

    private static void refuseDeeperThanAllowed(int depth, Position position) {
        if (depth > YamlReader.MAX_DEPTH) {
            throw new Refused(
                    Code.YAML_LIMIT,
                    position,
                    "The document is nested deeper than " + YamlReader.MAX_DEPTH + " levels.",
                    "Flatten it.");
        }
    }

    private void count(int moreNodes, long moreCharacters, Position position) {
        nodes += moreNodes;
        characters += moreCharacters;
        if (nodes > YamlReader.MAX_NODES || characters > YamlReader.MAX_CHARACTERS) {
            throw new Refused(
                    Code.YAML_LIMIT,
                    position,
                    "The document has more than " + YamlReader.MAX_NODES + " values or " + YamlReader.MAX_CHARACTERS
                            + " characters, aliases followed.",
                    "Split it, or use fewer aliases.");
        }
    }

    private Position position(Event event) {
        return SyntaxError.position(file, event.getStartMark());
    }
}
