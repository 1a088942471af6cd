package dev.polder.server.policy;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import dev.polder.policy.Ports;
import dev.polder.server.database.Fresh;
import dev.polder.server.database.Poller;
import dev.polder.server.mesh.MeshService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of the mesh as decisions are made by them: compiled once for every change of the mesh, and what they can see of its
 * ports. A change is seen here at once when this server made it, and within {@link #STALE} when another did: whoever asks later than
 * that after the last look waits for the database. Safe for many threads.
 */
public final class Policies implements Ports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    /** How long nobody looks whether the mesh has changed. */
    static final Duration STALE = Duration.ofMillis(750);

    private record Seen(MeshModel mesh, Optional<PolicySet> set, Map<PortId, PortFacts> ports) {
        static final Seen NOTHING = new Seen(MeshModel.EMPTY, Optional.of(PolicySet.EMPTY), Map.of());

        PolicySet usable() {
            return set.orElseThrow(() -> new PolderException(
                    Code.INTERNAL,
                    "The stored policies cannot be used",
                    "See the server's log, correct the policy that it names and apply it again"));
        }
    }

    private final MeshService mesh;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Fresh<Seen> known = new Fresh<>(STALE, this::compiledIfChanged, this::tell);
    private final Poller poller = new Poller("policies", INTERVAL, known::look);

    public Policies(MeshService mesh) {
        this.mesh = mesh;
        mesh.onChange(this::followChange);
    }

    /**
     * The policies as they are now.
     *
     * @throws PolderException UNAVAILABLE when they cannot be read, INTERNAL when those that are stored cannot be used; then nothing
     *     may be permitted
     */
    public PolicySet set() {
        return known.now().usable();
    }

    @Override
    public Optional<PortFacts> find(PortId port) {
        return Optional.ofNullable(with(port).ports().get(port));
    }

    /**
     * What questions about a port are decided by, of one state of the mesh: a change that has a column classified by another word, and
     * the masks follow it, is seen whole or not at all.
     *
     * @throws PolderException as {@link #set()}
     */
    public Optional<PolicyDecider.Basis> basis(PortId port) {
        Seen seen = with(port);
        return Optional.ofNullable(seen.ports().get(port)).map(facts -> new PolicyDecider.Basis(seen.usable(), facts));
    }

    /** What was seen, anew when that port is not in it: another server may have applied it a moment ago. */
    private Seen with(PortId port) {
        Seen seen = known.now();
        return seen.ports().containsKey(port) ? seen : known.look();
    }

    /** Called after the policies or what they see of ports have become others, on this server at once, else soon. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public void start() {
        poller.start();
    }

    @Override
    public void close() {
        poller.close();
    }

    /** Whoever changed the mesh has done so, even if the policies cannot be read now; who asks next sees that. */
    private void followChange() {
        try {
            known.look();
        } catch (RuntimeException e) {
            LOG.debug("The policies cannot be read now", e);
        }
    }

    private void tell() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("Somebody could not follow a change of policies", e);
            }
        }
    }

    private Seen compiledIfChanged(Optional<Seen> last) {
        Seen seen = last.orElse(Seen.NOTHING);
        MeshModel now = mesh.current();
        return now == seen.mesh() ? seen : compiled(now, seen);
    }

    private static Seen compiled(MeshModel now, Seen seen) {
        boolean same = now.policies().equals(seen.mesh().policies());
        Optional<PolicySet> set = same ? seen.set() : compile(now);
        Map<PortId, PortFacts> ports = new HashMap<>();
        for (MeshModel.Product product : now.products()) {
            for (MeshModel.OutputPort port : product.outputPorts()) {
                PortFacts facts = PortFacts.of(product, port);
                PortFacts known = seen.ports().get(port.id());
                ports.put(port.id(), facts.equals(known) ? known : facts);
            }
        }
        return new Seen(now, set, ports);
    }

    private static Optional<PolicySet> compile(MeshModel now) {
        PolicySet.Compilation compilation = PolicySet.compile(now.policies());
        if (compilation.set().isEmpty()) {
            // They were compiled before they were stored, so another version of Polder stored them.
            LOG.error(
                    "The stored policies cannot be used problem={}",
                    compilation.findings().stream()
                            .filter(Finding::isError)
                            .findFirst()
                            .map(Finding::toString)
                            .orElse(""));
        }
        return compilation.set();
    }
}
