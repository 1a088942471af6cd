package dev.polder.core.contract;

import dev.polder.core.document.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether two parts of documents say the same, wherever they stand. */
final class SameNodes {
    private SameNodes() {}

    static boolean same(Optional<Node> one, Optional<Node> other) {
        return one.isEmpty() || other.isEmpty() ? one.isEmpty() == other.isEmpty() : same(one.get(), other.get());
    }

    static boolean same(Node one, Node other) {
        if (one instanceof Node.Mapping first && other instanceof Node.Mapping second) {
            Set<String> keys = new HashSet<>(first.entries().keySet());
            keys.addAll(second.entries().keySet());
            // an explicit null is as good as nothing
            return keys.stream().allMatch(key -> same(value(first, key), value(second, key)));
        }
        if (one instanceof Node.Sequence first && other instanceof Node.Sequence second) {
            return same(first.items(), second.items());
        }
        if (one instanceof Node.Text first && other instanceof Node.Text second) {
            return first.value().equals(second.value());
        }
        if (one instanceof Node.Number first && other instanceof Node.Number second) {
            return first.value().compareTo(second.value()) == 0;
        }
        if (one instanceof Node.Bool first && other instanceof Node.Bool second) {
            return first.value() == second.value();
        }
        return one instanceof Node.Null && other instanceof Node.Null;
    }

    private static Optional<Node> value(Node.Mapping mapping, String key) {
        return mapping.find(key).filter(value -> !(value instanceof Node.Null));
    }

    private static boolean same(List<Node> one, List<Node> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
