package dev.polder.core.access;

import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Optional;

/**
 * What data is read for: one word, such as {@code fraud-detection}. Grants are for one, policies compare it, and the audit keeps it, so
 * there is one way to write it: lower-case letters, digits and single {@code -}, as in names.
 */
public record Purpose(String value) {
    public static final String RULE =
            "one word of lower-case letters, digits and '-', such as marketing or fraud-detection";

    /** @throws PolderException USAGE for what is no such word */
    public Purpose {
        if (!isValid(value)) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + (value.length() <= 100 ? value : value.substring(0, 99) + "…") + "' is no purpose",
                    "Say it in " + RULE + "; grants and policies compare it");
        }
    }

    public static boolean isValid(String value) {
        return DomainName.isValid(value);
    }

    /** The purpose that somebody says; blank is as good as nothing. */
    public static Optional<Purpose> said(Optional<String> text) {
        return text.map(String::strip).filter(said -> !said.isEmpty()).map(Purpose::new);
    }

    @Override
    public String toString() {
        return value;
    }
}
