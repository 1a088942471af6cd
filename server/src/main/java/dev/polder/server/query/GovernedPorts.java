package dev.polder.server.query;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Obligations;
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

/** The ports as one query's principal may read them, and what was decided. Its decisions are asked for by other threads, too. */
final class GovernedPorts implements PortCatalog {
    private final PortCatalog ports;
    private final Decider decider;
    private final Principal principal;
    private final Optional<String> purpose;
    private final Clock clock;
    private final Map<PortId, Decision> decisions = new LinkedHashMap<>();

    GovernedPorts(PortCatalog ports, Decider decider, Principal principal, Optional<String> purpose, Clock clock) {
        this.ports = ports;
        this.decider = decider;
        this.principal = principal;
        this.purpose = purpose;
        this.clock = clock;
    }

    /** @throws PolderException DENIED with the reason when the principal may not read the port */
    @Override
    public Optional<ResolvedPort> resolve(String name) {
        return ports.resolve(name).map(port -> port.under(decided(port.port())));
    }

    private Obligations decided(PortId port) {
        ReadQuestion question = question(port);
        Decision decision = decider.decide(question);
        synchronized (decisions) {
            decisions.put(port, decision);
        }
        decision.require(question);
        return decision.obligations();
    }

    private ReadQuestion question(PortId port) {
        return new ReadQuestion(principal, port, purpose, clock.instant());
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

    /** Why the query may not go on, now that others may have been decided since it began. */
    Optional<PolderException> ended() {
        for (Map.Entry<PortId, Decision> decided : decisions().entrySet()) {
            Decision now = decider.decide(question(decided.getKey()));
            if (!now.permitted()) {
                return Optional.of(new PolderException(
                        Code.DENIED,
                        principal.name() + " may no longer read " + decided.getKey() + ": "
                                + now.reasons().get(0).text(),
                        "Ask for access again with 'polder access request "
                                + decided.getKey().address() + " --purpose …'"));
            }
            if (!now.obligations().equals(decided.getValue().obligations())) {
                return Optional.of(new PolderException(
                        Code.DENIED,
                        "What " + principal.name() + " may see of " + decided.getKey()
                                + " has changed while the query ran",
                        "Send the query again"));
            }
        }
        return Optional.empty();
    }
}
