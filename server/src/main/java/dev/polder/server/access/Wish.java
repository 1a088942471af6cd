package dev.polder.server.access;

import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody asks for.
 *
 * @param columns top-level ones; empty for all
 * @param team for which it is asked; empty for the one who asks
 */
record Wish(
        PortAddress port,
        String purpose,
        Instant until,
        Optional<Set<String>> columns,
        Optional<String> team,
        Optional<String> reason) {
    private static final int LONGEST_REASON = 1000;

    Wish {
        Objects.requireNonNull(port);
        Objects.requireNonNull(until);
        if (!DomainName.isValid(purpose)) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + purpose + "' is no purpose",
                    "Say it in one word of lower-case letters, digits and '-', such as marketing or fraud-detection;"
                            + " policies compare it");
        }
        columns = columns.map(Set::copyOf);
        reason = reason(reason);
    }

    /** A reason that is worth keeping. */
    static Optional<String> reason(Optional<String> given) {
        Optional<String> reason = given.map(String::strip).filter(text -> !text.isEmpty());
        reason.filter(text -> text.length() > LONGEST_REASON).ifPresent(text -> {
            throw new PolderException(
                    Code.USAGE, "The reason has " + text.length() + " characters", "Write at most " + LONGEST_REASON);
        });
        return reason;
    }
}
