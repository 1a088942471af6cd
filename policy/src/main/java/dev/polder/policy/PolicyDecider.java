package dev.polder.policy;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Decision.Effect;
import dev.polder.core.access.Decision.Reason;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decides by policies and grants who reads what.
 *
 * <p>A principal may read a port of a domain it belongs to, any port as an admin of the mesh, a port that it or a team of its was
 * granted for the purpose it says, and a port that a policy of the mesh permits; programs of Polder read everything. But a policy that
 * denies denies all others, and row filters and masks of policies bind them all. What cannot be decided is denied. Every moment is the
 * question's own, so that nothing is permitted for longer than it is.
 *
 * <p>Safe for many threads. What is kept from one question to the next depends on the policies, the port and purposes alone (see {@link
 * PortView} and {@link Candidates}), and is given up as soon as the one or the other is another object.
 */
public final class PolicyDecider implements Decider {
    /** What a question about a port is decided by: policies and what they see of it, of one moment. */
    public record Basis(PolicySet policies, PortFacts port) {}

    private record Views(PolicySet set, Map<PortId, PortView> byPort) {}

    private final Function<PortId, Optional<Basis>> bases;
    private final Grants grants;
    private volatile Views views = new Views(PolicySet.EMPTY, new ConcurrentHashMap<>());

    /**
     * @param bases what counts now, empty when there is no such port; with the same objects as long as they are the same
     */
    public PolicyDecider(Function<PortId, Optional<Basis>> bases, Grants grants) {
        this.bases = bases;
        this.grants = grants;
    }

    /**
     * By policies and ports that do not change together: who changes both has them decide with the one of before and the other of after.
     *
     * @param policies those that count now; the same object as long as they are the same
     */
    public PolicyDecider(Supplier<PolicySet> policies, Ports ports, Grants grants) {
        this(port -> ports.find(port).map(facts -> new Basis(policies.get(), facts)), grants);
    }

    @Override
    public Decision decide(ReadQuestion question) {
        try {
            return decided(question);
        } catch (RuntimeException | StackOverflowError e) {
            return denied(
                    "mesh",
                    "what it is decided by cannot be evaluated now ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    private Decision decided(ReadQuestion question) {
        Principal principal = question.principal();
        if (principal.kind() == Principal.Kind.SYSTEM) {
            return new Decision(
                    true,
                    Obligations.NONE,
                    List.of(new Reason("mesh", Effect.PERMIT, principal.name() + " is a program of Polder")));
        }
        Optional<Basis> basis = bases.apply(question.port());
        if (basis.isEmpty()) {
            return denied("mesh", "there is no port " + question.port());
        }
        PortView view = view(basis.get().policies(), basis.get().port());
        return new Deliberation(question, view, grants).decision();
    }

    private PortView view(PolicySet set, PortFacts facts) {
        Views known = views;
        if (known.set() != set) {
            known = new Views(set, new ConcurrentHashMap<>());
            views = known;
        }
        PortView view = known.byPort().get(facts.id());
        if (view == null || view.facts() != facts) {
            view = new PortView(set, facts);
            known.byPort().put(facts.id(), view);
        }
        return view;
    }

    private static Decision denied(String source, String text) {
        return new Decision(false, Obligations.NONE, List.of(new Reason(source, Effect.DENY, text)));
    }
}
