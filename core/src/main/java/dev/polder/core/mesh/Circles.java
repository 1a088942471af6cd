package dev.polder.core.mesh;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds circles in what reads what, each set of members once, in an order that only depends on the names. */
final class Circles<T extends Comparable<T>> {
    private final SortedMap<T, SortedMap<T, Position>> edges = new TreeMap<>();
    private final List<Finding> findings;
    private final String message;

    Circles(List<Finding> findings, String message) {
        this.findings = findings;
        this.message = message;
    }

    void edge(T reader, T read, Position place) {
        edges.computeIfAbsent(reader, key -> new TreeMap<>()).putIfAbsent(read, place);
    }

    void report() {
        Set<T> done = new HashSet<>();
        Set<Set<T>> reported = new HashSet<>();
        for (T start : edges.keySet()) {
            follow(start, new ArrayList<>(), done, reported);
        }
    }

    private void follow(T node, List<T> path, Set<T> done, Set<Set<T>> reported) {
        int from = path.indexOf(node);
        if (from >= 0) {
            List<T> circle = new ArrayList<>(path.subList(from, path.size()));
            if (reported.add(Set.copyOf(circle))) {
                circle.add(node);
                findings.add(Finding.error(
                        Code.REFERENCE_CYCLE,
                        edges.get(circle.get(0)).get(circle.get(1)),
                        message
                                + String.join(
                                        " → ", circle.stream().map(T::toString).toList()) + ".",
                        "Take one of these reads out, or move what both need into a product of its own."));
            }
            return;
        }
        if (!done.contains(node)) {
            path.add(node);
            for (T next : edges.getOrDefault(node, emptyEdges()).keySet()) {
                follow(next, path, done, reported);
            }
            path.remove(path.size() - 1);
            done.add(node);
        }
    }

    private SortedMap<T, Position> emptyEdges() {
        return new TreeMap<>(Map.of());
    }
}
