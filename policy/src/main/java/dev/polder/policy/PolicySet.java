package dev.polder.policy;

import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.PolicyName;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The policies of a mesh and its domains with the exceptions to them, compiled: every expression parses, has the right type and a
 * bounded cost. It never changes; another set of documents is another one. Safe for many threads.
 */
public final class PolicySet {
    public static final PolicySet EMPTY = new PolicySet(List.of(), List.of(), List.of());

    private final List<CompiledAccess> access;
    private final List<CompiledProduct> products;
    private final List<PolicyException> exceptions;
    private final Map<PolicyName, Map<ProductAddress, List<PolicyException>>> exceptionsOf;
    private final Term.Shared shared = new Term.Shared();

    PolicySet(List<CompiledAccess> access, List<CompiledProduct> products, List<PolicyException> exceptions) {
        this.access = List.copyOf(access);
        this.products = List.copyOf(products);
        this.exceptions = List.copyOf(exceptions);
        this.exceptionsOf = exceptions.stream()
                .collect(Collectors.groupingBy(
                        PolicyException::policy, Collectors.groupingBy(PolicyException::product)));
    }

    /**
     * What documents compile to.
     *
     * @param set empty when a finding is an error
     */
    public record Compilation(Optional<PolicySet> set, List<Finding> findings) {
        public Compilation {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Compiles documents, and says everything that is wrong with them: POLICY_INVALID for an expression that does not parse, does not
     * fit the types or may cost too much, POLICY_LOOSENS for an exception of a domain to what is not the domain's, NAME_COLLISION for
     * two policies of one name. A warning is an exception to a policy that is not among the documents.
     *
     * @param documents of the mesh and of its domains
     */
    public static Compilation compile(Collection<? extends PolicyDocument> documents) {
        List<Finding> findings = new ArrayList<>();
        PolicySet set = new PolicyCompiler(findings).compile(documents);
        boolean sound = findings.stream().noneMatch(Finding::isError);
        return new Compilation(sound ? Optional.of(set) : Optional.empty(), findings);
    }

    /**
     * What the access policies cannot do with a port: a row filter that its records have no columns for is an error, because whoever
     * the policy is about could not read the port at all; a mask that does not fit a column's type is a warning, because the column is
     * shown as null instead. Policies whose condition excludes the port whoever asks have no findings.
     */
    public List<Finding> check(PortFacts port) {
        return new PortCheck(this).check(port);
    }

    /** The documents of all access policies. */
    public List<AccessPolicy> accessPolicies() {
        return access.stream().map(CompiledAccess::document).toList();
    }

    /** The documents of all product policies. */
    public List<ProductPolicy> productPolicies() {
        return products.stream().map(CompiledProduct::document).toList();
    }

    /** All exceptions, also those that are over. */
    public List<PolicyException> exceptions() {
        return exceptions;
    }

    /** The exceptions to a policy for a product, also those that are over. */
    public List<PolicyException> exceptions(PolicyName policy, ProductAddress product) {
        return exceptionsOf.getOrDefault(policy, Map.of()).getOrDefault(product, List.of());
    }

    /** What is left of conditions on ports. */
    Term.Shared shared() {
        return shared;
    }

    List<CompiledAccess> access() {
        return access;
    }

    List<CompiledProduct> products() {
        return products;
    }
}
