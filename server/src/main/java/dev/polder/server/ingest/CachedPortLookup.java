package dev.polder.server.ingest;

import dev.polder.core.name.PortAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers for a quarter of a second which ports take records, so that a small request costs the database nothing. What this
 * server itself changes it forgets at once ({@link #forget}); what another one changes is seen that much later, as a body that is
 * being read would not see it either. Ports that take no records are not remembered. Thread-safe.
 */
public final class CachedPortLookup implements PortLookup {
    private static final long NANOS = 250_000_000;

    private record Question(PortAddress address, OptionalInt major) {}

    private record Answers(long since, Map<Question, Provisioned> known) {
        static Answers none() {
            return new Answers(System.nanoTime(), new ConcurrentHashMap<>());
        }
    }

    private final PortLookup ports;
    private volatile Answers answers = Answers.none();

    public CachedPortLookup(PortLookup ports) {
        this.ports = ports;
    }

    /** Asks again from now on. */
    public void forget() {
        answers = Answers.none();
    }

    @Override
    public Optional<Target> find(PortAddress address, OptionalInt major) {
        Answers current = answers;
        if (System.nanoTime() - current.since() > NANOS) {
            current = Answers.none();
            answers = current;
        }
        Question question = new Question(address, major);
        Target known = current.known().get(question);
        if (known != null) {
            return Optional.of(known);
        }
        // Into the answers of before the question: when they were forgotten meanwhile, so is this.
        Optional<Target> found = ports.find(address, major);
        if (found.isPresent() && found.get() instanceof Provisioned ready) {
            current.known().put(question, ready);
        }
        return found;
    }

    @Override
    public Optional<Provisioned> known(PortAddress address) {
        Answers current = answers;
        return System.nanoTime() - current.since() > NANOS
                ? Optional.empty()
                : Optional.ofNullable(current.known().get(new Question(address, OptionalInt.empty())));
    }

    @Override
    public List<PortAddress> addresses() {
        return ports.addresses();
    }
}
