package dev.polder.server.reconcile;

import dev.polder.core.contract.DeadLetterRetention;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Digest;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.PortState.Reached;
import dev.polder.server.schema.SchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over all ports: what is not as the mesh says is made so. Passes may be cut off anywhere and repeated; only one server
 * at a time may run them.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(60);
    private static final Duration MAX_WAIT_FOR_PARTS = Duration.ofSeconds(5);

    private final MeshService mesh;
    private final PostgresPortStore store;
    private final Topics topics;
    private final Tables tables;
    private final SchemaRegistry schemas;
    private final Clock clock;

    Reconciler(
            MeshService mesh,
            PostgresPortStore store,
            Topics topics,
            Tables tables,
            SchemaRegistry schemas,
            Clock clock) {
        this.mesh = mesh;
        this.store = store;
        this.topics = topics;
        this.tables = tables;
        this.schemas = schemas;
        this.clock = clock;
    }

    /**
     * What there is, seen once per pass.
     *
     * @param away why nothing is known about topics, when the broker does not answer
     */
    private record World(
            Map<String, String> topicIds,
            Map<String, Set<String>> inboxWriters,
            Optional<PolderException> away,
            Set<TableIdentifier> tables) {
        boolean has(PortId port) {
            return tables.contains(Tables.identifier(port));
        }

        /** While the broker is away its topics are taken to be as they were. */
        boolean hasTopics(PortState port) {
            return away.isPresent()
                    || topicIds.containsKey(port.id().deadLetterTopic())
                            && port.topicId()
                                    .equals(Optional.ofNullable(
                                            topicIds.get(port.id().topic())));
        }

        boolean hasInbox(OutputPort port) {
            String topic = port.id().inboxTopic();
            return away.isPresent()
                    || port.inbox().isEmpty()
                    || topicIds.containsKey(topic)
                            && port.inbox()
                                    .get()
                                    .writers()
                                    .map(writers -> writers.equals(inboxWriters.getOrDefault(topic, Set.of())))
                                    .orElse(true);
        }

        /** Asking a broker again that did not answer a moment ago would take its time for every port. */
        void needBroker() {
            away.ifPresent(refusal -> {
                throw refusal;
            });
        }
    }

    /** A step that failed, with the reason that the condition shows. */
    private static final class StepFailed extends Exception {
        private static final long serialVersionUID = 1;
        private final String reason;

        StepFailed(String reason, RuntimeException cause) {
            super(cause);
            this.reason = reason;
        }
    }

    private interface Step<T> {
        T run();
    }

    /**
     * Looks at every port once.
     *
     * @throws PolderException UNAVAILABLE when the database does not answer at all
     */
    void pass() {
        List<PortState> ports = store.ports();
        if (ports.isEmpty()) {
            return;
        }
        Map<PortId, OutputPort> wanted = new HashMap<>();
        mesh.current()
                .products()
                .forEach(product -> product.outputPorts().forEach(port -> wanted.put(port.id(), port)));
        World world = look(ports, wanted.values());
        for (PortState port : ports) {
            if (isDue(port, wanted)) {
                reconcile(port, Optional.ofNullable(wanted.get(port.id())), world);
            }
        }
    }

    private World look(List<PortState> ports, Collection<OutputPort> wanted) {
        Set<TableIdentifier> existing =
                tables.existing(ports.stream().map(PortState::id).toList());
        try {
            boolean limited = wanted.stream()
                    .anyMatch(port ->
                            port.inbox().flatMap(Pipeline.Inbox::writers).isPresent());
            return new World(topics.ids(), limited ? topics.inboxWriters() : Map.of(), Optional.empty(), existing);
        } catch (PolderException e) {
            return new World(Map.of(), Map.of(), Optional.of(e), existing);
        }
    }

    /** A port that failed waits, unless somebody changed it in the meantime. */
    private boolean isDue(PortState port, Map<PortId, OutputPort> wanted) {
        // A mesh that was applied while this pass began: the next pass sees both.
        if (!port.removed() && !wanted.containsKey(port.id())) {
            return false;
        }
        return port.condition()
                .filter(reached -> !reached.condition().status())
                .map(reached -> !clock.instant().isBefore(reached.retryAt())
                        || port.changedAt().isAfter(reached.retryAt().minus(backoff(reached.attempts()))))
                .orElse(true);
    }

    private void reconcile(PortState port, Optional<OutputPort> wanted, World world) {
        try {
            if (port.removed() || port.dropFirst()) {
                drop(port, world);
            }
            if (!port.removed() && wanted.isPresent() && !isAsWanted(port, wanted.get(), world)) {
                provision(port.dropFirst() ? withoutHistory(port) : port, wanted.get(), world);
            }
        } catch (StepFailed failed) {
            fail(port, failed);
        }
    }

    private static PortState withoutHistory(PortState port) {
        return new PortState(port.id(), port.contractDigest(), false, false, port.changedAt(), Optional.empty());
    }

    private boolean isAsWanted(PortState port, OutputPort wanted, World world) {
        return !port.dropFirst()
                && port.condition().map(reached -> reached.condition().status()).orElse(false)
                && port.provisionedDigest().equals(Optional.of(digest(wanted)))
                && world.hasTopics(port)
                && world.hasInbox(wanted)
                && world.has(port.id());
    }

    private void drop(PortState port, World world) throws StepFailed {
        PortId id = port.id();
        step("TopicNotRemoved", () -> {
            world.needBroker();
            topics.delete(id);
            return id;
        });
        step("TableNotRemoved", () -> {
            tables.drop(id);
            return id;
        });
        store.dropped(id);
        LOG.info("Removed a port's topic and table port={}", id);
    }

    /**
     * Table and schema id come before the contract is recorded as provisioned, and records are checked against the recorded one:
     * so no record of a new contract meets an old table.
     */
    private void provision(PortState port, OutputPort wanted, World world) throws StepFailed {
        PortId id = port.id();
        step("TableNotProvisioned", () -> {
            tables.provision(wanted);
            return id;
        });
        int schemaId = step(
                "SchemaNotRegistered",
                () -> schemas.register(
                        id, wanted.schema().topicFormat(), wanted.schema().storedType()));
        String topicId = step("TopicMissing", () -> {
            world.needBroker();
            return topics.create(id, DeadLetterRetention.of(wanted.contract()));
        });
        if (wanted.inbox().isPresent()) {
            step("InboxMissing", () -> {
                topics.createInbox(id, wanted.inbox().get());
                return id;
            });
        }
        Optional<String> repaired = repaired(port, topicId, world);
        Instant now = clock.instant();
        Optional<Condition> before = port.condition().map(Reached::condition);
        boolean wasReady = before.map(Condition::status).orElse(false);
        store.save(
                id,
                new Reached(
                        new Condition(
                                Condition.READY,
                                true,
                                "Provisioned",
                                repaired.orElse("Topic and table stand for contract version "
                                        + wanted.contract().version()),
                                wasReady && repaired.isEmpty()
                                        ? before.orElseThrow().since()
                                        : now),
                        0,
                        now,
                        Optional.of(digest(wanted)),
                        Optional.of(topicId),
                        Optional.of(schemaId)));
        LOG.info(
                "Provisioned port={} contract-version={} schema-id={}",
                id,
                wanted.contract().version(),
                schemaId);
    }

    /** What had to be repaired although it had been there, and what that means. */
    private static Optional<String> repaired(PortState port, String topicId, World world) {
        if (port.topicId().isPresent() && !port.topicId().get().equals(topicId)) {
            LOG.warn(
                    "A topic was gone and was made again; what was not landed is lost topic={}",
                    port.id().topic());
            return Optional.of("The topic had been deleted from outside and was made again;"
                    + " its records that were not landed are lost");
        }
        if (port.provisionedDigest().isPresent() && !world.tables().contains(Tables.identifier(port.id()))) {
            LOG.warn("A table was gone and was made again; its rows are lost port={}", port.id());
            return Optional.of("The table had been dropped from outside and was made again;"
                    + " records that are still in the topic are landed again");
        }
        return Optional.empty();
    }

    private void fail(PortState port, StepFailed failed) {
        Throwable cause = failed.getCause();
        int attempts = port.condition().map(Reached::attempts).orElse(0) + 1;
        Duration wait = wait(cause, attempts);
        Instant now = clock.instant();
        Optional<Condition> before = port.condition().map(Reached::condition);
        boolean same = before.filter(
                        condition -> !condition.status() && condition.reason().equals(failed.reason))
                .isPresent();
        LOG.warn(
                "A port could not be provisioned port={} reason={} attempt={} again-in={}",
                port.id(),
                failed.reason,
                attempts,
                wait,
                cause);
        store.save(
                port.id(),
                new Reached(
                        new Condition(
                                Condition.READY,
                                false,
                                failed.reason,
                                message(cause) + "; attempt " + attempts + ", again in " + wait.toSeconds() + " s",
                                same ? before.get().since() : now),
                        attempts,
                        now.plus(wait),
                        port.provisionedDigest(),
                        port.topicId(),
                        port.condition().flatMap(Reached::schemaId)));
    }

    /** A part that is away comes back for all ports at once, and then they shall not wait long. */
    private static Duration wait(Throwable cause, int attempts) {
        boolean isAway = cause instanceof PolderException refusal && refusal.code() == Code.UNAVAILABLE;
        Duration wait = backoff(attempts);
        return isAway && wait.compareTo(MAX_WAIT_FOR_PARTS) > 0 ? MAX_WAIT_FOR_PARTS : wait;
    }

    static Duration backoff(int attempts) {
        long seconds = 1L << Math.min(attempts - 1, 10);
        return seconds > MAX_BACKOFF.toSeconds() ? MAX_BACKOFF : Duration.ofSeconds(seconds);
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private static <T> T step(String reason, Step<T> step) throws StepFailed {
        try {
            return step.run();
        } catch (RuntimeException e) {
            throw new StepFailed(reason, e);
        }
    }

    private static String digest(OutputPort port) {
        return Digest.of(port.contract().source());
    }
}
