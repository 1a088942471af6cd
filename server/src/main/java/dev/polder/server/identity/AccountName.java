package dev.polder.server.identity;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Set;
import java.util.regex.Pattern;

/** What users and teams may be called. */
final class AccountName {
    private static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,99}");
    /** Those of Polder itself. */
    private static final Set<String> RESERVED =
            Set.of("admin", "process", "polder", "system", "server", "gateway", "anonymous", "nobody");

    private AccountName() {}

    static boolean isPossible(String name) {
        return PATTERN.matcher(name).matches() && !RESERVED.contains(name);
    }

    /** @throws PolderException NAME_INVALID */
    static String checked(String what, String name) {
        if (!isPossible(name)) {
            String shown = name.length() <= 100 ? name : name.substring(0, 99) + "…";
            throw new PolderException(
                    Code.NAME_INVALID,
                    "A " + what + " cannot be called '" + shown + "'",
                    "Use lower-case letters, digits and . _ @ -, at most 100, beginning with a letter or digit;"
                            + " names of Polder itself, such as admin, are taken");
        }
        return name;
    }
}
