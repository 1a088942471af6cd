package dev.polder.server.reconcile;

import dev.polder.core.mesh.MeshModel.OutputPort;
import java.util.Objects;

/**
 * A port whose topic and table are there.
 *
 * @param port with the contract that topic and table stand for, which during a change is still the earlier one
 * @param schemaId of that contract's records
 * @param avroSchema of that contract's records
 * @param topicId the topic's incarnation
 */
public record ProvisionedPort(OutputPort port, int schemaId, String avroSchema, String topicId) {
    public ProvisionedPort {
        Objects.requireNonNull(port);
        Objects.requireNonNull(avroSchema);
        Objects.requireNonNull(topicId);
    }
}
