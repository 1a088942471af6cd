package dev.polder.server.mesh;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.Domain;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may change what a mesh is. Developers of a domain build: they create and change its products. Its owners also end what others
 * may read, loosen what protects it, and say who builds. The federation says which domains there are and whose they are. What a change leaves as it is
 * nobody needs a right for.
 */
final class ChangeRights {
    private final Principal by;
    private final Map<DomainName, Domain> domainsBefore;
    private final Map<DomainName, Domain> domainsAfter;
    private final List<Finding> findings = new ArrayList<>();

    private ChangeRights(Principal by, Map<DomainName, Domain> domainsBefore, Map<DomainName, Domain> domainsAfter) {
        this.by = by;
        this.domainsBefore = domainsBefore;
        this.domainsAfter = domainsAfter;
    }

    /** What somebody wants to change and may not. */
    static List<Finding> missing(Principal by, MeshModel before, MeshModel after) {
        if (by.is(MeshRole.ADMIN)) {
            return List.of();
        }
        ChangeRights rights = new ChangeRights(by, domains(before), domains(after));
        rights.checkName(before, after);
        rights.checkDomains();
        rights.checkProducts(products(before), products(after));
        return rights.findings;
    }

    /** Whether somebody may take protection away from what a domain offers. */
    static boolean mayLoosen(Principal by, DomainName domain) {
        return by.isOfFederation()
                || by.roleIn(domain)
                        .filter(own -> own.includes(DomainRole.OWNER))
                        .isPresent();
    }

    private void checkName(MeshModel before, MeshModel after) {
        if (!before.name().equals(after.name()) && !by.is(MeshRole.GOVERNANCE)) {
            refuse(
                    Position.start("mesh.yaml"),
                    "name the mesh",
                    "Leave mesh.yaml as it is, or have a member of the federation apply it");
        }
    }

    private void checkDomains() {
        domainsAfter.forEach((name, after) -> checkDomain(Optional.ofNullable(domainsBefore.get(name)), after));
        domainsBefore.forEach((name, before) -> {
            if (!domainsAfter.containsKey(name)) {
                require(name, DomainRole.OWNER, before.position(), "remove the domain '" + name + "'");
            }
        });
    }

    private void checkDomain(Optional<Domain> before, Domain after) {
        DomainName name = after.name();
        if (before.isEmpty()) {
            if (!by.is(MeshRole.GOVERNANCE)) {
                refuse(
                        after.position(),
                        "create the domain '" + name + "'",
                        "Have a member of the federation (role governance) or an admin apply it");
            }
            return;
        }
        boolean sameTeams = before.get().owner().equals(after.owner())
                && before.get().developers().equals(after.developers());
        if (!sameTeams && !by.is(MeshRole.GOVERNANCE)) {
            require(
                    name,
                    DomainRole.OWNER,
                    after.position(),
                    "say whose the domain '" + name + "' is and who builds in it");
        } else if (sameTeams && !before.get().source().equals(after.source())) {
            require(name, DomainRole.DEVELOPER, after.position(), "change the domain '" + name + "'");
        }
    }

    private void checkProducts(Map<ProductAddress, Product> before, Map<ProductAddress, Product> after) {
        after.forEach((address, product) -> {
            Optional<Product> old = Optional.ofNullable(before.get(address));
            Position place = product.document().position();
            if (old.isEmpty()) {
                require(address.domain(), DomainRole.DEVELOPER, place, "create the product " + address);
            } else if (!ports(product).containsAll(ports(old.get()))) {
                require(address.domain(), DomainRole.OWNER, place, "remove a port of the product " + address);
            } else if (!old.get().files().equals(product.files())) {
                require(address.domain(), DomainRole.DEVELOPER, place, "change the product " + address);
            }
        });
        before.forEach((address, product) -> {
            if (!after.containsKey(address)) {
                require(
                        address.domain(),
                        DomainRole.OWNER,
                        product.document().position(),
                        "remove the product " + address);
            }
        });
    }

    private void require(DomainName domain, DomainRole role, Position place, String what) {
        boolean has = roleIn(domain).filter(own -> own.includes(role)).isPresent();
        if (!has) {
            refuse(
                    place,
                    what,
                    role == DomainRole.OWNER
                            ? "Ask an owner of the domain '" + domain + "'"
                            : "Ask for membership of a team that its domain.yaml names as owner or developers");
        }
    }

    /** In a domain that this very change creates, its own document says who is who. */
    private Optional<DomainRole> roleIn(DomainName name) {
        return domainsBefore.containsKey(name)
                ? by.roleIn(name)
                : Optional.ofNullable(domainsAfter.get(name)).flatMap(domain -> domain.roleOf(by.teams()));
    }

    private void refuse(Position place, String what, String remedy) {
        findings.add(Finding.error(Code.DENIED, place, by.name() + " may not " + what, remedy));
    }

    private static Set<PortId> ports(Product product) {
        return product.outputPorts().stream().map(OutputPort::id).collect(Collectors.toSet());
    }

    private static Map<DomainName, Domain> domains(MeshModel mesh) {
        return mesh.domains().stream().collect(Collectors.toMap(Domain::name, domain -> domain));
    }

    private static Map<ProductAddress, Product> products(MeshModel mesh) {
        return mesh.products().stream().collect(Collectors.toMap(Product::address, product -> product));
    }
}
