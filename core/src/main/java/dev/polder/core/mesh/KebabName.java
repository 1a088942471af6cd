package dev.polder.core.mesh;

import dev.polder.core.name.PortName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.Collection;
import java.util.Locale;

/** Names as people write them in documents, and the valid names nearest to them. */
final class KebabName {
    private KebabName() {}

    /**
     * The name itself when it is valid; otherwise a finding, and the nearest valid name so that reading can go on.
     *
     * @param what the word for the thing, such as {@code "domain"}
     */
    static String checked(String what, String name, Position position, Collection<Finding> findings) {
        if (PortName.isValid(name)) {
            return name;
        }
        String suggestion = suggestion(name);
        findings.add(Finding.error(
                Code.NAME_INVALID,
                position,
                "The " + what + " \"" + shown(name) + "\" has a name that is not kebab-case.",
                "Write it as " + suggestion
                        + ": lower-case letters and digits, words joined by '-', at most 63 in all."));
        return suggestion;
    }

    /** The valid name nearest to a text. */
    static String suggestion(String text) {
        String words = text.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[-0-9]+", "");
        String cut = words.substring(0, Math.min(63, words.length())).replaceAll("-+$", "");
        return cut.isEmpty() ? "unnamed" : cut;
    }

    /** What two names have in common when SQL cannot tell them apart. */
    static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static String shown(String name) {
        return name.length() <= 80 ? name : name.substring(0, 79) + "…";
    }
}
