package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which output port each input port reads, over all repositories that make up the mesh. */
final class References {
    private final MeshModel mesh;
    private final Map<String, List<PortId>> byContract = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private final BiPredicate<Product, InputPort> mayRead;

    /** @param mayRead whether a product may read an input: only what is read rightly is in use */
    References(MeshModel mesh, BiPredicate<Product, InputPort> mayRead) {
        this.mesh = mesh;
        this.mayRead = mayRead;
        for (Product product : mesh.products()) {
            for (OutputPort port : product.outputPorts()) {
                byContract
                        .computeIfAbsent(port.contract().id(), id -> new ArrayList<>())
                        .add(port.id());
            }
        }
        byContract
                .values()
                .forEach(ports ->
                        ports.sort(Comparator.comparingInt(PortId::major).reversed()));
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /**
     * The mesh with every input port's {@code from} filled in.
     *
     * @param given products that came with the request: theirs is the mistake when they read what is not there; where another
     *     product does, something is removed that is in use
     */
    MeshModel resolved(Predicate<ProductAddress> given) {
        List<Product> products = mesh.products().stream()
                .map(product -> resolved(product, given.test(product.address())))
                .toList();
        MeshModel resolved = new MeshModel(mesh.name(), mesh.domains(), products, mesh.policies());
        findCycles(resolved, given);
        return resolved;
    }

    private Product resolved(Product product, boolean given) {
        List<InputPort> inputs = product.inputPorts().stream()
                .map(input -> resolved(product, input, given))
                .toList();
        return new Product(
                product.address(),
                product.document(),
                product.outputPorts(),
                inputs,
                product.transforms(),
                product.files());
    }

    private InputPort resolved(Product product, InputPort input, boolean given) {
        List<PortId> candidates = byContract.getOrDefault(input.contractId(), List.of());
        Optional<Integer> wanted = wantedMajor(product, input);
        Optional<PortId> from = input.from()
                .filter(candidates::contains)
                .or(() -> candidates.stream()
                        .filter(port -> wanted.isEmpty() || wanted.get() == port.major())
                        .findFirst());
        if (from.isEmpty() && given) {
            findings.add(unknown(input, candidates, wanted));
        } else if (from.isEmpty() && input.from().isPresent()) {
            findings.add(mayRead.test(product, input) ? inUse(product, input) : left(product, input));
        }
        return new InputPort(input.name(), input.contractId(), from, input.purpose(), input.position());
    }

    private static Finding unknown(InputPort input, List<PortId> candidates, Optional<Integer> wanted) {
        if (candidates.isEmpty()) {
            return Finding.error(
                    Code.REFERENCE_UNKNOWN,
                    input.position(),
                    "input port '" + input.name() + "' reads contract '" + input.contractId()
                            + "', which no output port of the mesh has",
                    "Apply the product that offers it first or together with this one, or correct contractId");
        }
        return Finding.error(
                Code.REFERENCE_UNKNOWN,
                input.position(),
                "input port '" + input.name() + "' reads major version " + wanted.orElseThrow() + " of contract '"
                        + input.contractId() + "', which the mesh does not have",
                "Read one of: " + candidates.stream().map(PortId::toString).collect(Collectors.joining(", ")));
    }

    /** Nobody has to keep what was never granted, or is no more. */
    private static Finding left(Product reader, InputPort input) {
        return Finding.warning(
                Code.IN_USE,
                input.position(),
                input.from().orElseThrow() + " is an input of " + reader.address()
                        + ", which may not read it (input port '" + input.name() + "')",
                "Nothing has to be done; tell those who build " + reader.address());
    }

    private static Finding inUse(Product reader, InputPort input) {
        return Finding.error(
                Code.IN_USE,
                input.position(),
                input.from().orElseThrow() + " is read by " + reader.address() + " (input port '" + input.name() + "')",
                "Change or remove " + reader.address() + " first, or keep what it reads");
    }

    private static Optional<Integer> wantedMajor(Product product, InputPort input) {
        return product.document().inputPorts().stream()
                .filter(port -> port.position().equals(input.position())
                        || port.name().equals(input.name().value()))
                .findFirst()
                .flatMap(port -> port.version())
                .flatMap(References::major);
    }

    private static Optional<Integer> major(String version) {
        String digits = version.replaceFirst("^v", "").replaceFirst("\\..*$", "");
        return digits.matches("\\d{1,3}") ? Optional.of(Integer.parseInt(digits)) : Optional.empty();
    }

    /** Transforms that feed each other in a circle would never come to rest. */
    private void findCycles(MeshModel resolved, Predicate<ProductAddress> given) {
        Map<PortId, Set<PortId>> reads = new TreeMap<>();
        Map<PortId, Position> positions = new HashMap<>();
        for (Product product : resolved.products()) {
            for (Transform transform : product.transforms()) {
                Set<PortId> sources = product.inputPorts().stream()
                        .filter(input -> transform.reads().contains(input.name()))
                        .flatMap(input -> input.from().stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                reads.computeIfAbsent(transform.into(), port -> new LinkedHashSet<>())
                        .addAll(sources);
                if (given.test(product.address())) {
                    positions.put(transform.into(), transform.position());
                }
            }
        }
        for (Map.Entry<PortId, Position> entry : positions.entrySet()) {
            if (reaches(entry.getKey(), entry.getKey(), reads, new HashSet<>())) {
                findings.add(Finding.error(
                        Code.REFERENCE_CYCLE,
                        entry.getValue(),
                        "the transform into " + entry.getKey() + " reads, in the end, its own output",
                        "Let it read a port that does not depend on " + entry.getKey()));
            }
        }
    }

    private static boolean reaches(PortId from, PortId target, Map<PortId, Set<PortId>> reads, Set<PortId> seen) {
        for (PortId source : reads.getOrDefault(from, Set.of())) {
            if (source.equals(target) || (seen.add(source) && reaches(source, target, reads, seen))) {
                return true;
            }
        }
        return false;
    }
}
