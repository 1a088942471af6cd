package dev.polder.server.access;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Decision.Effect;
import dev.polder.core.access.Decision.Reason;
import dev.polder.core.access.Grant;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides by who owns a port and who was granted it. */
final class GrantDecider implements Decider {
    private static final Logger LOG = LoggerFactory.getLogger(GrantDecider.class);
    private static final Comparator<Grant> SHOWS_MOST = Comparator.comparing(
                    (Grant grant) -> !obligations(grant).isEmpty())
            .thenComparing(Grant::from, Comparator.reverseOrder())
            .thenComparing(Grant::id);

    private final Grants grants;

    GrantDecider(Grants grants) {
        this.grants = grants;
    }

    @Override
    public Decision decide(ReadQuestion question) {
        try {
            return owned(question).orElseGet(() -> granted(question));
        } catch (RuntimeException e) {
            // Whatever it was: who cannot be shown to have a grant has none.
            LOG.debug("The grants cannot be read", e);
            return denied("grants", "the grants cannot be read now");
        }
    }

    private static Optional<Decision> owned(ReadQuestion question) {
        Principal principal = question.principal();
        String domain = question.port().address().domain().value();
        if (principal.kind() == Principal.Kind.SYSTEM) {
            return Optional.of(permitted("mesh", principal.name() + " is a program of Polder", Obligations.NONE));
        }
        if (principal.belongsTo(question.port().address().domain())) {
            return Optional.of(permitted(
                    "domain " + domain, principal.name() + " belongs to the domain " + domain, Obligations.NONE));
        }
        return principal.is(MeshRole.ADMIN)
                ? Optional.of(permitted("mesh", principal.name() + " is an admin of the mesh", Obligations.NONE))
                : Optional.empty();
    }

    private Decision granted(ReadQuestion question) {
        List<Grant> active = grants.of(question.port().address()).stream()
                .filter(grant -> grant.isFor(question.principal()) && grant.isActive(question.at()))
                .toList();
        return active.stream()
                .filter(grant -> question.purpose().equals(Optional.of(grant.purpose())))
                .min(SHOWS_MOST)
                .map(GrantDecider::permitted)
                .orElseGet(() -> denied("grants", whyNot(question, active)));
    }

    private static String whyNot(ReadQuestion question, List<Grant> active) {
        if (active.isEmpty()) {
            return "the port belongs to another domain and there is no grant for it";
        }
        String purposes = active.stream()
                .map(grant -> "'" + grant.purpose() + "'")
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return question.purpose()
                        .map(purpose -> "there is no grant for the purpose '" + purpose + "'")
                        .orElse("no purpose was said")
                + "; there is one for " + purposes;
    }

    private static Decision permitted(Grant grant) {
        return permitted(
                "grant " + grant.id(),
                "granted to " + grant.grantee().name() + " for '" + grant.purpose() + "' until " + grant.until(),
                obligations(grant));
    }

    private static Obligations obligations(Grant grant) {
        return new Obligations(grant.columns(), grant.rowFilters(), grant.masks());
    }

    private static Decision permitted(String source, String text, Obligations obligations) {
        return new Decision(true, obligations, List.of(new Reason(source, Effect.PERMIT, text)));
    }

    private static Decision denied(String source, String text) {
        return new Decision(false, Obligations.NONE, List.of(new Reason(source, Effect.DENY, text)));
    }
}
