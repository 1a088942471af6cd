package dev.polder.policy;

import dev.polder.core.access.Mask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All masks that are owed on columns, of which each column gets the strictest. */
final class MaskChoice {
    private final Map<String, Mask> first = new HashMap<>();
    private final Map<String, List<Mask>> several = new HashMap<>();

    void add(String column, Mask mask) {
        Mask other = first.putIfAbsent(column, mask);
        if (other != null && !other.equals(mask)) {
            several.computeIfAbsent(column, path -> new ArrayList<>(List.of(other)))
                    .add(mask);
        }
    }

    /**
     * The masks by column. What is within a masked object has none of its own: the object shows nothing.
     *
     * @param columns the only ones there are for the reader
     */
    Map<String, Mask> chosen(Optional<Set<String>> columns) {
        Map<String, Mask> chosen = new HashMap<>();
        first.forEach((path, mask) -> {
            boolean shown = columns.isEmpty() || columns.get().contains(top(path));
            if (shown && !isWithin(path, first.keySet())) {
                chosen.put(path, mask);
            }
        });
        several.forEach((path, masks) -> chosen.computeIfPresent(path, (column, mask) -> Mask.strictest(masks)));
        return chosen;
    }

    private static String top(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private static boolean isWithin(String path, Set<String> masked) {
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            if (masked.contains(path.substring(0, dot))) {
                return true;
            }
        }
        return false;
    }
}
