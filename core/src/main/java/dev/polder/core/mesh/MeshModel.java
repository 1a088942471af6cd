package dev.polder.core.mesh;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Purpose;
import dev.polder.core.contract.Contract;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.name.PortName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.pipeline.Pipeline;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Position;
import dev.polder.core.product.DataProduct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a directory of documents says: domains with their products, every reference resolved. Only {@code MeshReader} makes
 * one, and only from documents without errors, so what exists can be provisioned.
 *
 * @param name the mesh's name, when {@code mesh.yaml} was among the documents
 * @param policies with the exceptions to them; their expressions are not compiled
 */
public record MeshModel(
        Optional<String> name, List<Domain> domains, List<Product> products, List<PolicyDocument> policies) {
    public static final MeshModel EMPTY = new MeshModel(Optional.empty(), List.of(), List.of(), List.of());

    public MeshModel {
        domains = List.copyOf(domains);
        products = List.copyOf(products);
        policies = List.copyOf(policies);
    }

    /**
     * A business area ({@code domain.yaml}).
     *
     * @param owner the team that owns it: its members decide about the domain's data and its products' end
     * @param developers the teams whose members build in it
     * @param source the document, verbatim
     */
    public record Domain(
            DomainName name,
            Optional<String> title,
            Optional<String> owner,
            List<String> developers,
            Optional<String> description,
            String source,
            Position position) {
        public Domain {
            developers = List.copyOf(developers);
        }

        /** What a member of these teams may do in the domain. */
        public Optional<DomainRole> roleOf(Set<String> teams) {
            if (owner.filter(teams::contains).isPresent()) {
                return Optional.of(DomainRole.OWNER);
            }
            return developers.stream().anyMatch(teams::contains) ? Optional.of(DomainRole.DEVELOPER) : Optional.empty();
        }
    }

    /**
     * A product with everything it needs.
     *
     * @param files the product's documents by path relative to the product's folder, verbatim: {@code product.odps.yaml},
     *     {@code contracts/…}, {@code pipeline.yaml}, {@code sql/…}
     */
    public record Product(
            ProductAddress address,
            DataProduct document,
            List<OutputPort> outputPorts,
            List<InputPort> inputPorts,
            List<Transform> transforms,
            Map<String, String> files) {
        public Product {
            Objects.requireNonNull(address);
            outputPorts = List.copyOf(outputPorts);
            inputPorts = List.copyOf(inputPorts);
            transforms = List.copyOf(transforms);
            files = Map.copyOf(files);
        }
    }

    /**
     * An output port, one major version of it.
     *
     * @param schema the object of the contract that the port's records are; all its properties have types
     * @param ingested whether records enter through the gate (a source fills it); otherwise a transform makes it
     * @param inbox the topic that foreign producers write to, when a source says so
     */
    public record OutputPort(
            PortId id,
            Contract contract,
            SchemaObject schema,
            boolean ingested,
            Optional<Pipeline.Inbox> inbox,
            boolean deprecated) {}

    /**
     * An input port.
     *
     * @param name as transforms name it, folded to snake_case
     * @param from the output port it reads, which may live in another repository: then only its contract's id is known here
     *     and the server resolves it
     * @param purpose what it is read for
     */
    public record InputPort(
            PortName name, String contractId, Optional<PortId> from, Optional<Purpose> purpose, Position position) {}

    /**
     * A transform.
     *
     * @param sql one SELECT; it names input ports, and no other table, by their folded names
     * @param reads the input ports that the SQL names
     */
    public record Transform(
            String name, PortId into, String sql, List<PortName> reads, Pipeline.Schedule run, Position position) {
        public Transform {
            reads = List.copyOf(reads);
        }
    }
}
