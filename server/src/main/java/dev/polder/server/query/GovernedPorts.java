package dev.polder.server.query;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.query.PortCatalog;
import dev.polder.query.ResolvedPort;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The ports as one query's principal may read them, and what was decided. Its decisions are asked for by other threads, too. */
final class GovernedPorts implements PortCatalog {
    private final PortCatalog ports;
    private final Decider decider;
    private final Principal principal;
    private final Supplier<Optional<Principal>> still;
    private final Optional<String> purpose;
    private final Clock clock;
    private final Map<PortId, Decision> decisions = new LinkedHashMap<>();

    /** @param still who asks, as they are while the query runs; nobody when they may not ask any more */
    GovernedPorts(
            PortCatalog ports,
            Decider decider,
            Principal principal,
            Supplier<Optional<Principal>> still,
            Optional<String> purpose,
            Clock clock) {
        this.ports = ports;
        this.decider = decider;
        this.principal = principal;
        this.still = still;
        this.purpose = purpose;
        this.clock = clock;
    }

    /** @throws PolderException DENIED with the reason when the principal may not read the port */
    @Override
    public Optional<ResolvedPort> resolve(String name) {
        return ports.resolve(name).map(port -> port.under(decided(port.port())));
    }

    private Decision decided(PortId port) {
        ReadQuestion question = question(principal, port);
        Decision decision = decider.decide(question);
        Optional<Decision> before;
        synchronized (decisions) {
            before = Optional.ofNullable(decisions.put(port, decision));
        }
        decision.require(question);
        // One port has several names. Each is read under its own decision, but only one is looked at again while the
        // query runs.
        if (before.isPresent() && !before.get().obligations().equals(decision.obligations())) {
            throw changed(port);
        }
        return decision;
    }

    private ReadQuestion question(Principal asks, PortId port) {
        return new ReadQuestion(asks, port, purpose, clock.instant());
    }

    @Override
    public List<String> names() {
        return ports.names();
    }

    Principal principal() {
        return principal;
    }

    Optional<String> purpose() {
        return purpose;
    }

    /** What was decided for each port, in the order in which they were named. */
    Map<PortId, Decision> decisions() {
        synchronized (decisions) {
            return new LinkedHashMap<>(decisions);
        }
    }

    /** Why the query may not go on, now that who asks and what is decided may be others than when it began. */
    Optional<PolderException> ended() {
        Optional<Principal> now = still.get();
        return now.isPresent()
                ? ended(now.get())
                : Optional.of(new PolderException(
                        Code.DENIED,
                        principal.name()
                                + " may no longer ask: the token was revoked or has expired, or the user is disabled",
                        "Log in again: polder login; or ask an administrator for a new token"));
    }

    private Optional<PolderException> ended(Principal asks) {
        for (Map.Entry<PortId, Decision> decided : decisions().entrySet()) {
            Decision now = decider.decide(question(asks, decided.getKey()));
            if (!now.permitted()) {
                return Optional.of(new PolderException(
                        Code.DENIED,
                        principal.name() + " may no longer read " + decided.getKey() + ": "
                                + now.reasons().get(0).text(),
                        "Ask for access again with 'polder access request "
                                + decided.getKey().address() + " --purpose …'"));
            }
            if (!now.obligations().equals(decided.getValue().obligations())) {
                return Optional.of(changed(decided.getKey()));
            }
        }
        return Optional.empty();
    }

    private PolderException changed(PortId port) {
        return new PolderException(
                Code.DENIED,
                "What " + principal.name() + " may see of " + port + " has changed while the query ran",
                "Send the query again");
    }
}
