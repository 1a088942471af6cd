package dev.polder.policy;

import dev.polder.core.access.Mask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All masks that are owed on a port's columns, of which each column gets the strictest. */
final class MaskChoice {
    /** Where masks can be put on a port: its columns, those in lists and maps aside, numbered. */
    static final class Places {
        private static final int[] NONE = {};

        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> paths;
        /** For each the objects that it is in. */
        private final int[][] around;

        Places(List<ColumnFacts> columns) {
            Set<String> distinct = new LinkedHashSet<>();
            columns.forEach(column -> distinct.add(column.masked()));
            this.paths = List.copyOf(distinct);
            paths.forEach(path -> numbers.put(path, numbers.size()));
            this.around = paths.stream().map(this::around).toArray(int[][]::new);
        }

        private int[] around(String path) {
            List<Integer> found = new ArrayList<>();
            for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
                Optional.ofNullable(numbers.get(path.substring(0, dot))).ifPresent(found::add);
            }
            return found.isEmpty() ? NONE : found.stream().mapToInt(it -> it).toArray();
        }

        int number(String path) {
            return numbers.get(path);
        }
    }

    private final Places places;
    private final Mask[] first;
    private final Map<Integer, List<Mask>> several = new HashMap<>();
    private int masked;

    MaskChoice(Places places) {
        this.places = places;
        this.first = new Mask[places.paths.size()];
    }

    /** @param place the column's number */
    void add(int place, Mask mask) {
        Mask other = first[place];
        if (other == null) {
            first[place] = mask;
            masked++;
        } else if (other != mask && !other.equals(mask)) {
            several.computeIfAbsent(place, it -> new ArrayList<>(List.of(other)))
                    .add(mask);
        }
    }

    /**
     * The masks by column. What is within a masked object has none of its own: the object shows nothing.
     *
     * @param columns the only ones there are for the reader
     */
    Map<String, Mask> chosen(Optional<Set<String>> columns) {
        if (masked == 0) {
            return Map.of();
        }
        List<Map.Entry<String, Mask>> chosen = new ArrayList<>(masked);
        for (int place = 0; place < first.length; place++) {
            if (first[place] == null || isWithinMasked(place)) {
                continue;
            }
            String path = places.paths.get(place);
            if (columns.isEmpty() || columns.get().contains(top(path))) {
                List<Mask> owed = several.get(place);
                chosen.add(Map.entry(path, owed == null ? first[place] : Mask.strictest(owed)));
            }
        }
        return Map.ofEntries(chosen.toArray(MaskChoice::entries));
    }

    @SuppressWarnings("unchecked")
    private static Map.Entry<String, Mask>[] entries(int count) {
        return new Map.Entry[count];
    }

    private static String top(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private boolean isWithinMasked(int place) {
        for (int outer : places.around[place]) {
            if (first[outer] != null) {
                return true;
            }
        }
        return false;
    }
}
