package dev.polder.core.document;

import dev.polder.core.problem.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value in a YAML or JSON document, with the place where it stands. */
public sealed interface Node {
    Position position();

    /** The word an error message uses for this node: text, number, mapping … */
    String kind();

    /**
     * A mapping; keys keep their order.
     *
     * @param entries key → value
     * @param keys key → where the key itself stands; the same keys as {@code entries}
     */
    record Mapping(Position position, Map<String, Node> entries, Map<String, Position> keys) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            keys = Map.copyOf(keys);
        }

        @Override
        public String kind() {
            return "a mapping";
        }

        public Optional<Node> find(String key) {
            return Optional.ofNullable(entries.get(key));
        }
    }

    record Sequence(Position position, List<Node> items) implements Node {
        public Sequence {
            items = Collections.unmodifiableList(new ArrayList<>(items));
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Text, quoted or not. */
    record Text(Position position, String value) implements Node {
        @Override
        public String kind() {
            return "text";
        }
    }

    /** A number, exact as written. */
    record Number(Position position, BigDecimal value) implements Node {
        @Override
        public String kind() {
            return "a number";
        }

        public boolean isInteger() {
            return value.stripTrailingZeros().scale() <= 0;
        }
    }

    record Bool(Position position, boolean value) implements Node {
        @Override
        public String kind() {
            return "true or false";
        }
    }

    /** An explicit or empty null. */
    record Null(Position position) implements Node {
        @Override
        public String kind() {
            return "null";
        }
    }
}
