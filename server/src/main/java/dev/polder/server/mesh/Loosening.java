package dev.polder.server.mesh;

import dev.polder.core.access.Principal;
import dev.polder.core.contract.Protection;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * That a change takes away something by which policies mask and deny, or encryption. Who decides about a domain's data decides about
 * that: a mask that a developer could take off with a tag would be none.
 *
 * @param place where it is less afterwards
 * @param what protects less, in words
 * @param how it does
 */
record Loosening(DomainName domain, Position place, String what, String how) {
    Loosening {
        Objects.requireNonNull(domain);
        Objects.requireNonNull(place);
        Objects.requireNonNull(what);
        Objects.requireNonNull(how);
    }

    /** In the order of products and ports. A column that gets another name is a new one. */
    static List<Loosening> between(MeshModel before, MeshModel after) {
        List<Loosening> all = new ArrayList<>();
        for (Product now : after.products()) {
            before.products().stream()
                    .filter(product -> product.address().equals(now.address()))
                    .filter(product -> !product.files().equals(now.files()))
                    .forEach(old -> gather(old, now, all));
        }
        return all;
    }

    private static void gather(Product old, Product now, List<Loosening> all) {
        ProductAddress address = now.address();
        TreeSet<String> tags = new TreeSet<>(old.document().tags());
        now.document().tags().forEach(tags::remove);
        tags.forEach(tag -> all.add(new Loosening(
                address.domain(), now.document().position(), "product " + address, "without the tag " + tag)));
        for (OutputPort port : now.outputPorts()) {
            predecessor(old.outputPorts(), port.id())
                    .ifPresent(from -> Protection.lost(
                                    from.schema().properties(), port.schema().properties())
                            .forEach(loss -> all.add(of(port.id(), from.id(), loss))));
        }
    }

    private static Loosening of(PortId port, PortId from, Protection.Loss loss) {
        String than = port.equals(from) ? "" : ", compared with " + from;
        return new Loosening(
                port.address().domain(),
                loss.place(),
                "column " + loss.path() + " of " + port,
                String.join(", ", loss.how()) + than);
    }

    /** The port itself, for a new major version the one before it, and else the one after it. */
    private static Optional<OutputPort> predecessor(List<OutputPort> ports, PortId id) {
        Comparator<OutputPort> byMajor =
                Comparator.comparingInt(port -> port.id().major());
        return others(ports, id)
                .filter(port -> port.id().major() <= id.major())
                .max(byMajor)
                .or(() -> others(ports, id).min(byMajor));
    }

    private static Stream<OutputPort> others(List<OutputPort> ports, PortId id) {
        return ports.stream().filter(port -> port.id().address().equals(id.address()));
    }

    /** A warning for who may do it, and a refusal for everybody else. */
    Finding finding(Principal by) {
        return ChangeRights.mayLoosen(by, domain)
                ? Finding.warning(
                        Code.PROTECTION_LOST,
                        place,
                        "loosens the protection of " + this,
                        "Policies that go by it do not mask or deny there any more; put it back unless that is meant")
                : Finding.error(
                        Code.DENIED,
                        place,
                        by.name() + " may not loosen the protection of " + this,
                        "Put it back, or have an owner of the domain '" + domain + "' or the federation apply it");
    }

    /** {@code column email of sales.orders.rows.v1: classification restricted → none}. */
    @Override
    public String toString() {
        return what + ": " + how;
    }
}
