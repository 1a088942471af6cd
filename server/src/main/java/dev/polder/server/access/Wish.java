package dev.polder.server.access;

import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Purpose;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.ProductAddress;
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
 * @param team for which it is asked
 * @param product whose transforms are to read; without it and without a team it is asked for the one who asks
 */
record Wish(
        PortAddress port,
        Purpose purpose,
        Instant until,
        Optional<Set<String>> columns,
        Optional<String> team,
        Optional<ProductAddress> product,
        Optional<String> reason) {
    private static final int LONGEST_REASON = 1000;

    Wish {
        Objects.requireNonNull(port);
        Objects.requireNonNull(until);
        if (team.isPresent() && product.isPresent()) {
            throw new PolderException(
                    Code.USAGE, "It is asked for a team and for a product", "Ask for the one or for the other");
        }
        columns = columns.map(Set::copyOf);
        reason = reason(reason);
    }

    /** For whom it is asked. */
    Grantee grantee(Principal by) {
        return team.<Grantee>map(Grantee.TeamNamed::new)
                .orElseGet(() -> new Grantee.PrincipalNamed(
                        product.map(Principal::of).orElse(by).name()));
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

    /** An end that lies ahead. */
    static Instant future(Instant until, Instant now) {
        if (!until.isAfter(now)) {
            throw new PolderException(
                    Code.USAGE, "The access would be over already: " + until, "Give a time that lies ahead");
        }
        return until;
    }
}
