package dev.polder.core.mesh;

import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.name.PortName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.product.DataProduct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Joins input ports to the output ports they read, by contract id and major version, and finds circles. */
final class Wiring {
    private final Map<String, List<PortId>> offers = new HashMap<>();
    private final List<Finding> findings;

    private Wiring(List<Finding> findings) {
        this.findings = findings;
    }

    /** The input ports of every product, in the order of the products. */
    static Map<ReadProduct, List<MeshModel.InputPort>> join(List<ReadProduct> products, List<Finding> findings) {
        Wiring wiring = new Wiring(findings);
        for (ReadProduct product : products) {
            product.offered()
                    .forEach((port, contract) -> wiring.offers
                            .computeIfAbsent(contract, key -> new ArrayList<>())
                            .add(port));
        }
        Map<ReadProduct, List<MeshModel.InputPort>> joined = new LinkedHashMap<>();
        for (ReadProduct product : products) {
            joined.put(product, wiring.inputs(product));
        }
        wiring.findCircles(joined);
        return joined;
    }

    private List<MeshModel.InputPort> inputs(ReadProduct product) {
        List<MeshModel.InputPort> inputs = new ArrayList<>();
        for (DataProduct.InputPort port : product.inputPorts()) {
            if (port.contractId().isPresent()) {
                inputs.add(new MeshModel.InputPort(
                        new PortName(KebabName.suggestion(port.name())),
                        port.contractId().get(),
                        from(product.address(), port, port.contractId().get()),
                        port.purpose(),
                        port.position()));
            }
        }
        return inputs;
    }

    private Optional<PortId> from(ProductAddress reader, DataProduct.InputPort port, String contract) {
        List<PortId> offered = offers.getOrDefault(contract, List.of());
        if (offered.isEmpty()) {
            findings.add(Finding.warning(
                    Code.REFERENCE_UNKNOWN,
                    port.places().of("contractId"),
                    "No output port here has the contract \"" + contract + "\".",
                    "Correct the id if the port should be here; a port of another repository is looked up when the product"
                            + " is applied."));
            return Optional.empty();
        }
        Set<PortAddress> addresses = offered.stream().map(PortId::address).collect(Collectors.toSet());
        if (addresses.size() > 1) {
            findings.add(Finding.error(
                    Code.REFERENCE_UNKNOWN,
                    port.places().of("contractId"),
                    "The contract \"" + contract + "\" is that of several output ports: "
                            + addresses.stream()
                                    .map(PortAddress::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", ")) + ".",
                    "Give each of them a contract with an id of its own."));
            return Optional.empty();
        }
        Optional<Integer> major = port.version().flatMap(Majors::of);
        if (major.isEmpty()) {
            return offered.stream().max(Comparator.comparingInt(PortId::major));
        }
        Optional<PortId> same =
                offered.stream().filter(offer -> offer.major() == major.get()).findFirst();
        if (same.isEmpty()) {
            // Owners of another domain may end a version that nobody was granted.
            boolean own = offered.get(0).address().domain().equals(reader.domain());
            findings.add(new Finding(
                    Code.REFERENCE_UNKNOWN,
                    own ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                    port.places().of("version"),
                    "The output port " + offered.get(0).address() + " has no major version " + major.get() + ".",
                    "Use major version "
                            + offered.stream()
                                    .map(offer -> String.valueOf(offer.major()))
                                    .sorted()
                                    .collect(Collectors.joining(" or "))
                            + "."));
        }
        return same;
    }

    private void findCircles(Map<ReadProduct, List<MeshModel.InputPort>> joined) {
        Circles<ProductAddress> products = new Circles<>(findings, "Products read each other in a circle: ");
        joined.forEach((product, inputs) -> {
            for (MeshModel.InputPort input : inputs) {
                input.from()
                        .map(port -> port.address().productAddress())
                        .filter(other -> !other.equals(product.address()))
                        .ifPresent(other -> products.edge(product.address(), other, input.position()));
            }
        });
        products.report();
        Circles<PortId> ports = new Circles<>(findings, "A transform reads what it makes: ");
        joined.forEach((product, inputs) -> {
            Map<PortName, PortId> own = new HashMap<>();
            inputs.forEach(input -> input.from()
                    .filter(port -> port.address().productAddress().equals(product.address()))
                    .ifPresent(port -> own.put(input.name(), port)));
            for (MeshModel.Transform transform : product.transforms()) {
                Set<PortName> reads = new HashSet<>(transform.reads());
                own.forEach((name, port) -> {
                    if (reads.contains(name)) {
                        ports.edge(transform.into(), port, transform.position());
                    }
                });
            }
        });
        ports.report();
    }
}
