package dev.polder.server.mesh;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.Domain;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.policy.Enforcement;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import dev.polder.policy.ProductCheck;
import dev.polder.policy.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What the policies of the mesh have against a change of it. */
final class PolicyJudge {
    private record Compiled(List<PolicyDocument> documents, PolicySet.Compilation compilation) {}

    /** @param until the next moment after {@code from} at which an exception ends */
    private record Violations(MeshModel mesh, Instant from, Instant until, List<Violation> all) {}

    private final AtomicReference<Violations> violations =
            new AtomicReference<>(new Violations(MeshModel.EMPTY, Instant.MIN, Instant.MIN, List.of()));
    private final AtomicReference<Compiled> last =
            new AtomicReference<>(new Compiled(List.of(), PolicySet.compile(List.of())));

    /**
     * The plan with what policies say of it. A product that changes and does not keep to a policy that blocks is an error. A product
     * that stays as it is goes on, whatever policies come: it is warned of, and refused when it changes.
     */
    Plan judged(MeshModel before, Plan plan, Instant at) {
        MeshModel next = plan.next();
        PolicySet.Compilation compilation = compiled(next.policies());
        Set<Finding> findings = new LinkedHashSet<>(plan.findings());
        boolean same = next.policies().equals(before.policies());
        if (!same) {
            findings.addAll(compilation.findings());
        }
        Optional<PolicySet> set = compilation.set();
        List<Violation> violations = new ArrayList<>();
        set.ifPresent(policies -> {
            ProductCheck check = ProductCheck.of(policies, next);
            for (Product product : next.products()) {
                boolean changed = isChanged(before, product);
                if (changed || !same) {
                    findings.addAll(checkPorts(policies, product));
                }
                if (changed) {
                    violations.addAll(check.check(product, domain(next, product), at));
                }
            }
            shown(violations).map(Violation::finding).forEach(findings::add);
            if (!same) {
                List<Violation> staying = staying(before, next, policies, at);
                shown(staying).map(PolicyJudge::warning).forEach(findings::add);
                violations.addAll(staying);
            }
        });
        return plan.with(violations, new ArrayList<>(findings));
    }

    /** Violations of products that stay as they are which there were not before. */
    private List<Violation> staying(MeshModel before, MeshModel next, PolicySet policies, Instant at) {
        Set<String> known = new HashSet<>();
        compiled(before.policies())
                .set()
                .ifPresent(set -> ProductCheck.of(set, before)
                        .check(before, at)
                        .forEach(violation -> known.add(identity(violation))));
        ProductCheck check = ProductCheck.of(policies, next);
        return next.products().stream()
                .filter(product -> !isChanged(before, product))
                .flatMap(product -> check.check(product, domain(next, product), at).stream())
                .filter(violation -> !known.contains(identity(violation)))
                .toList();
    }

    private static String identity(Violation violation) {
        return violation.policy() + " " + violation.product() + " " + violation.port() + " " + violation.at() + " "
                + violation.enforcement() + " " + violation.message() + " " + violation.exception();
    }

    /** All violations that there are. Looked for once, as long as the mesh is the same object and no exception ends. */
    List<Violation> violations(MeshModel mesh, Instant at) {
        Violations known = violations.get();
        if (known.mesh() != mesh || at.isBefore(known.from()) || !at.isBefore(known.until())) {
            known = violationsOf(mesh, at);
            violations.set(known);
        }
        return known.all();
    }

    private Violations violationsOf(MeshModel mesh, Instant at) {
        Instant until = mesh.policies().stream()
                .filter(PolicyException.class::isInstance)
                .map(document -> ((PolicyException) document).expires())
                .filter(at::isBefore)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        List<Violation> all = compiled(mesh.policies())
                .set()
                .map(set -> ProductCheck.of(set, mesh).check(mesh, at))
                .orElse(List.of());
        return new Violations(mesh, at, until, all);
    }

    /** What the audit keeps of a violation that is let pass. */
    static AuditEvent event(Violation violation, String who, Instant at) {
        Map<String, String> details = new TreeMap<>();
        details.put("policy", violation.policy().toString());
        details.put("at", violation.at());
        details.put("enforcement", violation.enforcement().name().toLowerCase(Locale.ROOT));
        violation.exception().ifPresent(exception -> {
            details.put("exceptedUntil", exception.expires().toString());
            details.put("approver", exception.approver());
        });
        return new AuditEvent(
                at,
                who,
                "policy.violation",
                Optional.of(violation.product().toString()),
                AuditEvent.Outcome.ALLOWED,
                details);
    }

    private static Stream<Violation> shown(List<Violation> violations) {
        return violations.stream().filter(violation -> violation.enforcement() != Enforcement.AUDIT);
    }

    private static Finding warning(Violation violation) {
        Finding finding = violation.finding();
        return violation.blocks()
                ? Finding.warning(
                        Code.POLICY_VIOLATED,
                        finding.position(),
                        violation.product() + " goes on, and its next change will be refused: " + finding.message(),
                        finding.remedy())
                : finding;
    }

    private static Optional<Domain> domain(MeshModel mesh, Product product) {
        return mesh.domains().stream()
                .filter(domain -> domain.name().equals(product.address().domain()))
                .findFirst();
    }

    /** Whether its documents are others than they were. */
    static boolean isChanged(MeshModel before, Product product) {
        return before.products().stream()
                .noneMatch(known -> known.address().equals(product.address())
                        && known.files().equals(product.files()));
    }

    private static List<Finding> checkPorts(PolicySet set, Product product) {
        List<Finding> findings = new ArrayList<>();
        for (OutputPort port : product.outputPorts()) {
            findings.addAll(set.check(PortFacts.of(product, port)));
        }
        return findings;
    }

    /** Those policies, ready to be asked; empty when they cannot be. */
    Optional<PolicySet> set(List<PolicyDocument> documents) {
        return compiled(documents).set();
    }

    private PolicySet.Compilation compiled(List<PolicyDocument> documents) {
        Compiled known = last.get();
        if (!known.documents().equals(documents)) {
            known = new Compiled(documents, PolicySet.compile(documents));
            last.set(known);
        }
        return known.compilation();
    }
}
