package dev.polder.core.name;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;

/** How addresses are taken apart. */
final class Addresses {
    private Addresses() {}

    /** Splits at dots into kebab-case names, accepting snake_case as people type it. */
    static String[] split(String text, int parts, String form) {
        String[] split = text.split("\\.", -1);
        if (split.length != parts) {
            throw malformed(text, form);
        }
        for (int i = 0; i < parts; i++) {
            split[i] = Names.unfolded(split[i]);
        }
        return split;
    }

    static PolderException malformed(String text, String form) {
        return new PolderException(
                Code.USAGE,
                "'" + text + "' is not an address",
                "Write it as " + form + ", such as sales.orders.order-lines");
    }
}
