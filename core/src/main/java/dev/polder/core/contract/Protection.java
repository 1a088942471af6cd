package dev.polder.core.contract;

import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What protects a column: its classification, its tags and its encryption, by which policies mask and deny. */
public final class Protection {
    /**
     * That a column protects less than another of its name.
     *
     * @param path with dots, {@code address.street}; of a list's items {@code lines[]}
     * @param place of the one that protects less
     * @param how each in a few words
     */
    public record Loss(String path, Position place, List<String> how) {
        public Loss {
            how = List.copyOf(how);
        }

        /** {@code email: classification restricted → none, without the tag pii}. */
        @Override
        public String toString() {
            return path + ": " + String.join(", ", how);
        }
    }

    private Protection() {}

    /** Where columns, and parts of them, protect less than those of the same name, in any case. */
    public static List<Loss> lost(Collection<Property> from, Collection<Property> to) {
        List<Loss> losses = new ArrayList<>();
        gather("", from, to, losses);
        return losses;
    }

    private static void gather(String parent, Collection<Property> from, Collection<Property> to, List<Loss> losses) {
        for (Property before : from) {
            to.stream()
                    .filter(now -> now.name().equalsIgnoreCase(before.name()))
                    .forEach(now -> compare(parent + now.name(), before, now, losses));
        }
    }

    private static void compare(String path, Property from, Property to, List<Loss> losses) {
        List<String> how = lost(from, to);
        if (!how.isEmpty()) {
            losses.add(new Loss(path, to.position(), how));
        }
        gather(path + ".", from.properties(), to.properties(), losses);
        if (from.items().isPresent() && to.items().isPresent()) {
            compare(path + "[]", from.items().get(), to.items().get(), losses);
        }
    }

    private static List<String> lost(Property from, Property to) {
        List<String> lost = new ArrayList<>();
        if (isLess(from.classification(), to.classification())) {
            lost.add("classification " + from.classification().orElseThrow() + " → "
                    + to.classification().orElse("none"));
        }
        TreeSet<String> tags = new TreeSet<>(from.tags());
        to.tags().forEach(tags::remove);
        tags.forEach(tag -> lost.add("without the tag " + tag));
        if (from.encryption().isPresent() && to.encryption().isEmpty()) {
            lost.add("not encrypted");
        }
        return lost;
    }

    /** Words that cannot be compared are less as soon as they differ: a policy that names the one does not name the other. */
    private static boolean isLess(Optional<String> from, Optional<String> to) {
        if (from.isEmpty() || from.equals(to)) {
            return false;
        }
        int before = DocumentDiff.rank(from.get());
        int after = DocumentDiff.rank(to.orElse(""));
        return before < 0 || after < before;
    }
}
