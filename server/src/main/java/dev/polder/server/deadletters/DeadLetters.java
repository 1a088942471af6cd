package dev.polder.server.deadletters;

import dev.polder.core.access.Decider;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.contract.DeadLetterRetention;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.http.Routes;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.privacy.PortSeals;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Dead letters as the rest of the server sees them. */
public final class DeadLetters implements AutoCloseable {
    private final LetterTopics topics;
    private final LetterFollower follower;
    private final PostgresLetterView view;
    private final LetterService service;
    private final LetterActions actions;
    private final Clock clock;

    /**
     * Starts nothing yet.
     *
     * @param client how to reach Kafka, {@code bootstrap.servers} included
     * @param drift told of unknown fields in what is replayed
     * @param seals opens letters, and encrypts what is replayed
     */
    public DeadLetters(
            Database database,
            MeshService mesh,
            PortLookup lookup,
            Map<String, String> client,
            DriftKeeper drift,
            PortSeals seals,
            Clock clock) {
        this(database, () -> followed(mesh), lookup, client, drift, seals, clock, step -> {});
    }

    DeadLetters(
            Database database,
            Supplier<Collection<LetterFollower.Followed>> ports,
            PortLookup lookup,
            Map<String, String> client,
            DriftKeeper drift,
            PortSeals seals,
            Clock clock,
            LetterWriter.Steps steps) {
        this.clock = clock;
        topics = new LetterTopics(client);
        view = new PostgresLetterView(database);
        PostgresLetterIndex index = new PostgresLetterIndex(database);
        follower = new LetterFollower(index, topics, ports, clock);
        Chooser chooser = new Chooser(view, topics);
        service = new LetterService(lookup, port -> retention(ports.get(), port), follower, topics, index, view, seals);
        actions = new LetterActions(database, follower, topics, chooser, client, drift, seals, clock, steps);
    }

    /**
     * How many letters of a port are there.
     *
     * @param held all that the topic still holds
     * @param waiting those that can be replayed
     */
    public record Count(long held, long waiting) {}

    /** By port, as {@code domain.product.port.v1}; those without letters are left out. */
    public Map<String, Count> counts() {
        return view.byPort().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new Count(
                                entry.getValue().held(), entry.getValue().waiting())));
    }

    /**
     * @param decider who may read the port as it is, and so its records
     * @param audit told before anybody sees or changes records
     */
    public Routes routes(Decider decider, AuditTrail audit) {
        return new LetterRoutes(service, actions, new LetterAccess(decider, audit, clock));
    }

    LetterService service() {
        return service;
    }

    LetterActions actions() {
        return actions;
    }

    LetterFollower follower() {
        return follower;
    }

    /** Starts to follow the topics. */
    public void start() {
        follower.start();
    }

    @Override
    public void close() {
        follower.close();
        topics.close();
    }

    private static Collection<LetterFollower.Followed> followed(MeshService mesh) {
        return mesh.current().products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .filter(OutputPort::ingested)
                .map(port -> new LetterFollower.Followed(port.id(), DeadLetterRetention.of(port.contract())))
                .toList();
    }

    private static Duration retention(Collection<LetterFollower.Followed> ports, PortId port) {
        return ports.stream()
                .filter(candidate -> candidate.port().equals(port))
                .map(LetterFollower.Followed::retention)
                .findFirst()
                .orElse(DeadLetterRetention.DEFAULT);
    }
}
