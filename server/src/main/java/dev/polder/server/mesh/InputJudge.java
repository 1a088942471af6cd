package dev.polder.server.mesh;

import dev.polder.core.access.Decider;
import dev.polder.core.contract.Protection;
import dev.polder.core.mesh.InputRead;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.sql.SqlColumns;
import dev.polder.policy.Grants;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.Ports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What is to be said of what products read: that they may not, and that they show something less protected than they read it. */
final class InputJudge {
    private final MeshModel mesh;
    private final Decider decider;
    private final Instant at;
    private final Map<PortId, OutputPort> ports = new HashMap<>();

    /** @param policies those that count in the mesh */
    InputJudge(MeshModel mesh, PolicySet policies, Grants grants, Instant at) {
        this.mesh = mesh;
        this.decider = new PolicyDecider(() -> policies, Ports.of(mesh), grants);
        this.at = at;
        mesh.products().forEach(product -> product.outputPorts().forEach(port -> ports.put(port.id(), port)));
    }

    /** Whether a product may read an input of another domain now; what is its own domain's counts as read in any case. */
    boolean mayRead(Product product, InputPort input) {
        return input.from()
                        .filter(from -> !from.address()
                                .domain()
                                .equals(product.address().domain()))
                        .isEmpty()
                || InputRead.of(product, decider, at).stream()
                        .anyMatch(read ->
                                read.input().equals(input) && read.refusal().isEmpty());
    }

    /**
     * What is wrong with some products. A grant that is missing is a warning: it can be asked for as soon as the product is there, and
     * until then nothing is read. What policies do not allow is an error of a product that changes.
     *
     * @param changed which of them are new or others than before
     */
    List<Finding> findings(Set<ProductAddress> given, Predicate<Product> changed) {
        List<Finding> findings = new ArrayList<>();
        for (Product product : mesh.products()) {
            if (given.contains(product.address())) {
                boolean isChanged = changed.test(product);
                InputRead.of(product, decider, at).forEach(read -> check(read, isChanged, findings));
                product.transforms().forEach(transform -> compare(product, transform, findings));
            }
        }
        return findings;
    }

    private static void check(InputRead read, boolean isChanged, List<Finding> findings) {
        read.refusal().ifPresent(refusal -> {
            String message = refusal + "; nothing runs that reads it";
            findings.add(
                    read.lacksGrantOnly() || !isChanged
                            ? Finding.warning(Code.INPUT_REFUSED, read.input().position(), message, read.remedy())
                            : Finding.error(Code.INPUT_REFUSED, read.input().position(), message, read.remedy()));
        });
    }

    /** Columns that a transform reads and that its output has under the same name; others are not traced. */
    private void compare(Product product, Transform transform, List<Finding> findings) {
        OutputPort output = ports.get(transform.into());
        SqlColumns sql = SqlColumns.read(transform.sql());
        for (InputPort input : product.inputPorts()) {
            if (output == null || !transform.reads().contains(input.name())) {
                continue;
            }
            input.from()
                    .map(ports::get)
                    .ifPresent(from -> Protection.lost(
                                    from.schema().properties().stream()
                                            .filter(column ->
                                                    sql.mayRead(input.name().folded(), column.name()))
                                            .toList(),
                                    output.schema().properties())
                            .forEach(loss -> findings.add(lessProtected(output.id(), from.id(), loss))));
        }
    }

    private static Finding lessProtected(PortId output, PortId input, Protection.Loss loss) {
        return Finding.warning(
                Code.PROTECTION_LOST,
                loss.place(),
                output + " protects a column less than " + input + ", which its transform reads: " + loss,
                "Give it the classification and tags of what it is made of, or another name if it shows something else");
    }
}
