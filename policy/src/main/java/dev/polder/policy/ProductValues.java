package dev.polder.policy;

import dev.polder.core.contract.Contract;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.product.DataProduct;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What variables stand for in a product. */
final class ProductValues {
    private ProductValues() {}

    static Values of(MeshModel.Product product, Optional<MeshModel.Domain> domain) {
        DataProduct document = product.document();
        ProductAddress address = product.address();
        return new Values()
                .set(Variable.DOMAIN_NAME, address.domain().value())
                .set(
                        Variable.DOMAIN_TITLE,
                        domain.flatMap(MeshModel.Domain::title).orElse(""))
                .set(
                        Variable.DOMAIN_OWNER,
                        domain.flatMap(MeshModel.Domain::owner).orElse(""))
                .set(
                        Variable.DOMAIN_DESCRIPTION,
                        domain.flatMap(MeshModel.Domain::description).orElse(""))
                .set(Variable.PRODUCT_ADDRESS, address.toString())
                .set(Variable.PRODUCT_DOMAIN, address.domain().value())
                .set(Variable.PRODUCT_NAME, address.product().value())
                .set(Variable.PRODUCT_STATUS, status(document))
                .set(Variable.PRODUCT_VERSION, document.version().orElse(""))
                .set(Variable.PRODUCT_PURPOSE, document.purpose().orElse(""))
                .set(Variable.PRODUCT_OWNER, document.team().orElse(""))
                .set(Variable.PRODUCT_TAGS, document.tags())
                .set(Variable.PRODUCT_SUPPORT, document.support())
                .set(Variable.PRODUCT_INPUTS, inputs(product))
                .set(
                        Variable.PRODUCT_PORTS,
                        product.outputPorts().stream()
                                .map(port -> port.id().toString())
                                .toList());
    }

    private static String status(DataProduct document) {
        return document.status().orElse("active").toLowerCase(Locale.ROOT);
    }

    private static List<String> inputs(MeshModel.Product product) {
        return product.inputPorts().stream()
                .map(input -> input.from().map(PortId::toString).orElse(input.contractId()))
                .toList();
    }

    static Values add(MeshModel.Product product, MeshModel.OutputPort port, PortFacts facts, Values to) {
        AccessValues.add(facts, to);
        Contract contract = port.contract();
        Optional<String> described = document(product, port).flatMap(DataProduct.OutputPort::description);
        return to.set(Variable.PORT_VERSION, contract.version())
                .set(
                        Variable.PORT_DESCRIPTION,
                        described
                                .or(contract::description)
                                .or(() -> port.schema().description())
                                .orElse(""))
                .set(
                        Variable.PORT_SLA,
                        contract.slaProperties().stream()
                                .map(Contract.SlaProperty::property)
                                .toList())
                .set(
                        Variable.PORT_QUALITY,
                        (long) port.schema().quality().size()
                                + port.schema().properties().stream()
                                        .mapToLong(it -> it.quality().size())
                                        .sum());
    }

    /** What the product's document says of a port. */
    static Optional<DataProduct.OutputPort> document(MeshModel.Product product, MeshModel.OutputPort port) {
        return product.document().outputPorts().stream()
                .filter(it ->
                        it.contractId().filter(port.contract().id()::equals).isPresent())
                .findFirst();
    }

    static Values add(MeshModel.InputPort input, Optional<PortFacts> read, Values to) {
        Optional<PortId> from = input.from();
        return to.set(Variable.INPUT_NAME, input.name().value())
                .set(Variable.INPUT_KNOWN, read.isPresent())
                .set(Variable.INPUT_ADDRESS, from.map(PortId::toString).orElse(input.contractId()))
                .set(
                        Variable.INPUT_DOMAIN,
                        from.map(it -> it.address().domain().value()).orElse(""))
                .set(
                        Variable.INPUT_PRODUCT,
                        from.map(it -> it.address().product().value()).orElse(""))
                .set(Variable.INPUT_STATUS, read.map(PortFacts::status).orElse(""))
                .set(Variable.INPUT_TAGS, read.map(it -> List.copyOf(it.tags())).orElse(List.of()))
                .set(
                        Variable.INPUT_CLASSIFICATIONS,
                        read.map(it -> List.copyOf(it.classifications())).orElse(List.of()));
    }
}
