package dev.polder.server.runs;

import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.server.database.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A transform that could run: its output and all its inputs are provisioned. */
record Candidate(Product product, Transform transform, OutputPort output, List<Input> inputs) {
    /**
     * @param name as the SQL writes it
     * @param snapshot the newest published one; empty while there is none
     */
    record Input(String name, PortId port, Optional<Long> snapshot) {}

    Candidate {
        inputs = List.copyOf(inputs);
    }

    String address() {
        return address(product.address(), transform);
    }

    static String address(ProductAddress product, Transform transform) {
        return product + "." + transform.name();
    }

    /** Input port → snapshot, of those that hold something. */
    Map<String, Long> snapshots() {
        Map<String, Long> snapshots = new TreeMap<>();
        inputs.forEach(input ->
                input.snapshot().ifPresent(id -> snapshots.put(input.port().toString(), id)));
        return snapshots;
    }

    /** Whether every input holds something. */
    boolean isComplete() {
        return inputs.stream().allMatch(input -> input.snapshot().isPresent());
    }

    /**
     * The same as long as the transform would compute the same from the same snapshots.
     *
     * @param shown what of the inputs is, where that is not all
     */
    String definition(String shown) {
        return Digest.of(transform.sql()
                + "\n"
                + output.id()
                + "\n"
                + output.contract().source()
                + "\n"
                + inputs.stream()
                        .map(input -> input.name() + "=" + input.port())
                        .collect(Collectors.joining("\n"))
                + (shown.isEmpty() ? "" : "\n" + shown));
    }
}
