package dev.polder.server.reconcile;

import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.server.database.Database;
import dev.polder.server.database.Digest;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.schema.SchemaRegistry;
import java.time.Instant;
import java.util.Optional;

/** Says of ports that they are provisioned, for tests of what comes after that. */
public final class ProvisionedByHand {
    private ProvisionedByHand() {}

    public static void all(Database database, MeshService mesh, SchemaRegistry schemas) {
        mesh.current()
                .products()
                .forEach(product -> product.outputPorts().forEach(port -> provision(database, port, schemas)));
    }

    private static void provision(Database database, OutputPort port, SchemaRegistry schemas) {
        Instant now = Instant.now();
        new PostgresPortStore(database)
                .save(
                        port.id(),
                        new PortState.Reached(
                                new Condition(Condition.READY, true, "Provisioned", "By hand", now),
                                0,
                                now,
                                Optional.of(Digest.of(port.contract().source())),
                                Optional.of("topic-1"),
                                Optional.of(schemas.register(
                                        port.id(),
                                        port.schema().topicFormat(),
                                        port.schema().recordType()))));
    }
}
