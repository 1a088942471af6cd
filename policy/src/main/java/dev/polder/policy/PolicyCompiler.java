package dev.polder.policy;

import dev.polder.core.cel.CelProblem;
import dev.polder.core.document.TextPlace;
import dev.polder.core.name.DomainName;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.PolicyName;
import dev.polder.core.policy.PolicyText;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.core.policy.RowFilter;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles documents to a {@link PolicySet}. */
final class PolicyCompiler {
    private final List<Finding> findings;
    private final Map<PolicyName, PolicyDocument> names = new HashMap<>();
    private final List<CompiledAccess> access = new ArrayList<>();
    private final List<CompiledProduct> products = new ArrayList<>();

    PolicyCompiler(List<Finding> findings) {
        this.findings = findings;
    }

    PolicySet compile(Collection<? extends PolicyDocument> documents) {
        List<PolicyException> exceptions = new ArrayList<>();
        for (PolicyDocument document : documents) {
            if (document instanceof AccessPolicy policy) {
                named(policy.name(), policy);
                access(policy);
            } else if (document instanceof ProductPolicy policy) {
                named(policy.name(), policy);
                product(policy);
            } else {
                exceptions.add((PolicyException) document);
            }
        }
        exceptions.forEach(this::exception);
        return new PolicySet(access, products, exceptions);
    }

    private void named(PolicyName name, PolicyDocument document) {
        PolicyDocument other = names.putIfAbsent(name, document);
        if (other != null) {
            findings.add(Finding.error(
                    Code.NAME_COLLISION,
                    document.places().of("name"),
                    "The policy " + name + " is also in "
                            + other.places().start().file() + ".",
                    "Rename one of them."));
        }
    }

    private void access(AccessPolicy policy) {
        int before = findings.size();
        Expressions expressions = new Expressions(policy.source(), findings);
        Optional<Expression> when = policy.when().flatMap(text -> expressions.condition(text, Scope.ACCESS));
        List<CompiledAccess.ColumnMask> masks = new ArrayList<>();
        for (AccessPolicy.MaskRule rule : policy.masks()) {
            expressions
                    .condition(rule.columns(), Scope.MASK)
                    .ifPresent(columns -> masks.add(new CompiledAccess.ColumnMask(columns, rule.mask(), rule)));
        }
        Optional<RowFilter> rowFilter = policy.rowFilter().flatMap(text -> rowFilter(policy, text));
        if (policy.domain().isPresent() && policy.permits()) {
            findings.add(Finding.error(
                    Code.POLICY_LOOSENS,
                    policy.places().of("effect"),
                    "The policy " + policy.name() + " permits, but a domain's policies may only tighten.",
                    "Have the mesh agree on the policy in its own folder policies/."));
        }
        if (findings.size() == before) {
            access.add(new CompiledAccess(policy, "policy " + policy.name(), when, masks, rowFilter));
        }
    }

    private Optional<RowFilter> rowFilter(AccessPolicy policy, PolicyText text) {
        RowFilter.Reading reading = RowFilter.read(text.text());
        for (CelProblem problem : reading.problems()) {
            findings.add(Finding.error(
                    Code.POLICY_INVALID,
                    new TextPlace(policy.source(), text.position()).of(text.text(), problem.offset()),
                    problem.message(),
                    problem.remedy()));
        }
        return reading.filter();
    }

    private void product(ProductPolicy policy) {
        int before = findings.size();
        Expressions expressions = new Expressions(policy.source(), findings);
        Scope scope = Scope.of(policy.target());
        Optional<Expression> when = policy.when().flatMap(text -> expressions.condition(text, scope));
        Optional<Expression> require = expressions.condition(policy.require(), scope);
        Optional<Expression> message = policy.message().flatMap(text -> expressions.text(text, scope));
        if (findings.size() == before) {
            products.add(new CompiledProduct(policy, when, require.orElseThrow(), message));
        }
    }

    private void exception(PolicyException exception) {
        PolicyName policy = exception.policy();
        if (!names.containsKey(policy)) {
            findings.add(Finding.warning(
                    Code.REFERENCE_UNKNOWN,
                    exception.places().of("policy"),
                    "The exception is to the policy " + policy + ", which is not among these documents.",
                    "Remove the exception, or correct the policy's name."));
        }
        Optional<DomainName> domain = exception.domain();
        boolean foreign = policy.domain()
                .filter(it -> !it.equals(exception.product().domain()))
                .isPresent();
        if (foreign) {
            findings.add(Finding.error(
                    Code.POLICY_LOOSENS,
                    exception.places().of("policy"),
                    "The policy " + policy + " is about the domain "
                            + policy.domain().orElseThrow() + ", but the product is " + exception.product() + ".",
                    "Write a policy of the mesh or of the product's domain."));
        } else if (domain.isPresent() && policy.isOfMesh()) {
            findings.add(Finding.error(
                    Code.POLICY_LOOSENS,
                    exception.places().of("policy"),
                    "The exception is to the mesh's policy " + policy + ", but in the folder of the domain "
                            + domain.get() + ".",
                    "Keep it in the mesh's own folder policies/, where the federation agrees on it."));
        }
    }
}
