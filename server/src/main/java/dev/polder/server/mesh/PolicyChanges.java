package dev.polder.server.mesh;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Principal;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.server.http.DomainRights;
import dev.polder.server.mesh.Change.Action;
import dev.polder.server.mesh.Change.ResourceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a change does to the policies of the mesh and to the exceptions to them. */
final class PolicyChanges {
    private final MeshChange wanted;
    private final Map<String, PolicyFile> before = new TreeMap<>();
    private final Map<String, PolicyFile> given = new TreeMap<>();
    private final Map<String, PolicyFile> after = new TreeMap<>();

    PolicyChanges(List<PolicyDocument> stored, MeshChange wanted) {
        this.wanted = wanted;
        add(stored, before);
        add(wanted.given().policies(), given);
        after.putAll(before);
        after.values().removeIf(this::isTakenBack);
        after.putAll(given);
    }

    private static void add(List<PolicyDocument> policies, Map<String, PolicyFile> files) {
        policies.stream().map(PolicyFile::new).forEach(file -> files.put(file.key(), file));
    }

    /** What is left out of what was sent is taken back only by whoever sent the rest of it: a domain, or the mesh itself. */
    private boolean isTakenBack(PolicyFile file) {
        Optional<DomainName> domain = file.document().domain();
        return domain.map(name -> wanted.domainsToRemove().contains(name) || wanted.prune() && isGiven(name))
                .orElse(wanted.prune() && wanted.given().name().isPresent());
    }

    private boolean isGiven(DomainName domain) {
        MeshModel mesh = wanted.given();
        return mesh.domains().stream().anyMatch(it -> it.name().equals(domain))
                || mesh.products().stream().anyMatch(it -> it.address().domain().equals(domain));
    }

    /**
     * All policies afterwards. An exception ends with its policy and with its product.
     *
     * @param products all products afterwards
     */
    List<PolicyDocument> after(Set<ProductAddress> products) {
        after.values()
                .removeIf(file -> !given.containsKey(file.key())
                        && file.document() instanceof PolicyException exception
                        && !(products.contains(exception.product()) && isThere(exception)));
        return after.values().stream().map(PolicyFile::document).toList();
    }

    private boolean isThere(PolicyException exception) {
        return after.containsKey("policy " + exception.policy());
    }

    List<Change> changes() {
        Set<String> keys = new TreeSet<>(given.keySet());
        before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(keys::add);
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            changes.add(change(Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key))));
        }
        return changes;
    }

    private static Change change(Optional<PolicyFile> old, Optional<PolicyFile> now) {
        PolicyFile any = now.or(() -> old).orElseThrow();
        ResourceKind kind = any.isException() ? ResourceKind.EXCEPTION : ResourceKind.POLICY;
        if (old.isEmpty()) {
            return new Change(Action.CREATE, kind, any.address(), words(any, "new"));
        }
        if (now.isEmpty()) {
            return new Change(Action.REMOVE, kind, any.address(), "no longer there");
        }
        return isSame(old.get(), any)
                ? new Change(Action.NONE, kind, any.address(), words(any, "unchanged"))
                : new Change(Action.CHANGE, kind, any.address(), words(any, "changed"));
    }

    private static String words(PolicyFile file, String what) {
        return file.document() instanceof PolicyException exception
                ? what + ", until " + exception.expires() + ", approved by " + exception.approver()
                : what;
    }

    private static boolean isSame(PolicyFile one, PolicyFile other) {
        return one.document().source().equals(other.document().source());
    }

    /** What somebody means to change; what only goes with its product or policy is not among it. */
    private List<PolicyFile> meant() {
        List<PolicyFile> meant = new ArrayList<>();
        given.forEach((key, file) -> {
            if (!before.containsKey(key) || !isSame(before.get(key), file)) {
                meant.add(file);
            }
        });
        before.forEach((key, file) -> {
            if (!given.containsKey(key) && isTakenBack(file)) {
                meant.add(file);
            }
        });
        return meant;
    }

    List<Finding> findings(Collection<DomainName> domains, Set<ProductAddress> products) {
        Set<DomainName> known = new HashSet<>(domains);
        List<Finding> findings = new ArrayList<>();
        for (PolicyFile file : given.values()) {
            file.document()
                    .domain()
                    .filter(domain -> !known.contains(domain))
                    .ifPresent(domain -> findings.add(Finding.error(
                            Code.REFERENCE_UNKNOWN,
                            file.document().places().start(),
                            "the mesh has no domain '" + domain + "'",
                            "Apply domains/" + domain + "/domain.yaml first or together with the policy")));
            if (file.document() instanceof PolicyException exception) {
                checkException(exception, products, findings);
            }
        }
        meant().forEach(file -> checkRight(file, findings));
        return findings;
    }

    private void checkRight(PolicyFile file, List<Finding> findings) {
        Principal by = wanted.by();
        Optional<DomainName> domain = file.document().domain();
        boolean may =
                domain.map(name -> DomainRights.has(by, name, DomainRole.OWNER)).orElse(by.isOfFederation());
        if (!may) {
            findings.add(Finding.error(
                    Code.DENIED,
                    file.document().places().start(),
                    by.name() + " may not change the " + (file.isException() ? "exception to " : "policy ")
                            + file.address(),
                    domain.map(name -> "Ask an owner of the domain " + name + " to apply it")
                            .orElse("Have a member of the federation (role governance) or an admin apply it")));
        }
    }

    private void checkException(PolicyException exception, Set<ProductAddress> products, List<Finding> findings) {
        if (!isThere(exception)) {
            findings.add(Finding.error(
                    Code.REFERENCE_UNKNOWN,
                    exception.places().of("policy"),
                    "the mesh has no policy '" + exception.policy() + "'",
                    "Correct the name, or take the exception back; polder get policies lists what there is"));
        }
        if (!products.contains(exception.product())) {
            findings.add(Finding.error(
                    Code.REFERENCE_UNKNOWN,
                    exception.places().of("product"),
                    "the mesh has no product '" + exception.product() + "'",
                    "Apply the product first or together with the exception, or correct the address"));
        }
    }
}
