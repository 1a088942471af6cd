package dev.polder.server.ingest;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What ingestion needs to know of the mesh. Asked once per request, so answers should be quick. Thread-safe. */
public interface PortLookup {
    /**
     * A port that the mesh has.
     *
     * @param major empty for the newest active major version
     */
    Optional<Target> find(PortAddress address, OptionalInt major);

    /** The newest active version of a port that takes records, if that is known without asking anybody. */
    default Optional<Provisioned> known(PortAddress address) {
        return Optional.empty();
    }

    /** All addresses, for suggestions when there is no such port. */
    List<PortAddress> addresses();

    /** What to do with records for a port. */
    sealed interface Target {}

    /**
     * Takes records.
     *
     * @param schemaId of the Avro schema that belongs to the contract, registered under the topic
     * @param contractDigest differs whenever the contract's text differs
     * @param schema reads the contract's object that the records are; called when the contract is not compiled yet
     */
    record Provisioned(
            PortId port,
            String contractId,
            String contractVersion,
            int schemaId,
            String contractDigest,
            Supplier<SchemaObject> schema)
            implements Target {
        public Provisioned {
            Objects.requireNonNull(port);
            Objects.requireNonNull(contractId);
            Objects.requireNonNull(contractVersion);
            Objects.requireNonNull(contractDigest);
            Objects.requireNonNull(schema);
        }
    }

    /** Will take records once its topic and schema are there; {@code reason} is the port's condition, as a sentence. */
    record NotProvisioned(PortId port, String reason) implements Target {
        PolderException refusal() {
            return new PolderException(
                    Code.NOT_READY,
                    port + " is not provisioned yet: " + reason,
                    "Try again in a moment; polder status shows how far it is");
        }
    }

    /** Takes none: a transform makes it. */
    record MadeByTransform(PortId port) implements Target {
        PolderException refusal() {
            return new PolderException(
                    Code.DENIED,
                    port + " takes no records: a transform makes it",
                    "Send records to a port that has a source in its pipeline.yaml");
        }
    }
}
