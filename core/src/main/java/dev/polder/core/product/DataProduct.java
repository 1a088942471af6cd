package dev.polder.core.product;

import dev.polder.core.access.Purpose;
import dev.polder.core.document.Places;
import dev.polder.core.problem.Position;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A data product: an ODPS document, read. {@link #source()} is the document, verbatim.
 *
 * @param name ODPS {@code name}; in a mesh it must be a kebab-case product name
 * @param domain ODPS {@code domain}; in a mesh it must agree with the folder it stands in
 * @param support the channels on which its readers can ask
 * @param status as written ({@code draft}, {@code active}, {@code deprecated}, {@code retired} …)
 */
public record DataProduct(
        String id,
        String apiVersion,
        Optional<String> name,
        Optional<String> domain,
        Optional<String> version,
        Optional<String> status,
        Optional<String> purpose,
        List<InputPort> inputPorts,
        List<OutputPort> outputPorts,
        List<String> tags,
        Optional<String> team,
        List<String> support,
        String source,
        Places places) {
    /**
     * What the product reads: a name of its own for somebody's output port, found by the contract's id.
     *
     * @param purpose what it is read for
     */
    public record InputPort(
            String name,
            Optional<String> version,
            Optional<String> contractId,
            Optional<Purpose> purpose,
            Places places) {
        /** Where the port begins in the document. */
        public Position position() {
            return places.start();
        }
    }

    /** What the product offers. {@code version}'s first number is the port's major version. */
    public record OutputPort(
            String name,
            Optional<String> version,
            Optional<String> contractId,
            Optional<String> description,
            boolean deprecated,
            Places places) {
        /** Where the port begins in the document. */
        public Position position() {
            return places.start();
        }
    }

    public DataProduct {
        Objects.requireNonNull(id);
        Objects.requireNonNull(apiVersion);
        inputPorts = List.copyOf(inputPorts);
        outputPorts = List.copyOf(outputPorts);
        tags = List.copyOf(tags);
        support = List.copyOf(support);
        Objects.requireNonNull(source);
        Objects.requireNonNull(places);
    }

    /** Where the document begins. */
    public Position position() {
        return places.start();
    }
}
