package dev.polder.core.name;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.regex.Pattern;

/** The rule all names of a mesh share: kebab-case, so that they fold to SQL, tables and topics without loss. */
final class Names {
    /** So that {@code domain.product.port.v999.dead_letter} stays below Kafka's 249 and Glue's 255. */
    static final int MAX_LENGTH = 63;

    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private Names() {}

    static String checked(String what, String value) {
        if (!isValid(value)) {
            throw new PolderException(
                    Code.NAME_INVALID,
                    what + " '" + value + "' is not a valid name",
                    "Use kebab-case: lower-case letters and digits, words joined by '-', at most " + MAX_LENGTH
                            + " characters, starting with a letter");
        }
        return value;
    }

    static boolean isValid(String value) {
        return value.length() <= MAX_LENGTH && KEBAB.matcher(value).matches();
    }

    /** Accepts snake_case as people type it in SQL and gives the kebab-case name. */
    static String unfolded(String value) {
        return value.replace('_', '-');
    }

    static String folded(String value) {
        return value.replace('-', '_');
    }
}
