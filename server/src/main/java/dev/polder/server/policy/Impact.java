package dev.polder.server.policy;

import dev.polder.core.access.Decider;
import dev.polder.core.access.DomainRole;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Principal;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.mesh.MeshReading;
import dev.polder.core.mesh.PolicyFile;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.ProductCheck;
import dev.polder.policy.Violation;
import dev.polder.server.http.DomainRights;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.readers.PortUsers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says what new or changed policies would hit, before they are applied. */
public final class Impact {
    /**
     * What would be otherwise.
     *
     * @param violations that there are not now
     * @param resolved violations that there would be no more
     */
    record Hits(
            List<Violation> violations,
            List<Violation> resolved,
            List<ReadImpact.GrantHit> grants,
            List<ReadImpact.ReaderHit> readers,
            List<Finding> findings) {}

    private final MeshService mesh;
    private final Policies policies;
    private final Supplier<List<Grant>> grants;
    private final Function<String, Optional<Principal>> principals;
    private final PortUsers users;
    private final Clock clock;

    /**
     * @param grants all that are not over
     * @param principals who somebody is, by name
     */
    public Impact(
            MeshService mesh,
            Policies policies,
            Supplier<List<Grant>> grants,
            Function<String, Optional<Principal>> principals,
            PortUsers users,
            Clock clock) {
        this.mesh = mesh;
        this.policies = policies;
        this.grants = grants;
        this.principals = principals;
        this.users = users;
        this.clock = clock;
    }

    /**
     * @param by who asks: what others read is for those to see who may change the policies
     * @throws PolderException POLICY_INVALID and others with findings for policies that cannot be used, DENIED
     */
    Hits of(ImpactRequest request, Principal by) {
        MeshModel model = mesh.current();
        MeshReading reading = MeshReader.read(request.texts());
        List<Finding> findings = new ArrayList<>(reading.findings());
        Map<String, PolicyFile> next = new TreeMap<>();
        model.policies().stream().map(PolicyFile::new).forEach(file -> next.put(file.key(), file));
        List<PolicyFile> touched = new ArrayList<>();
        for (String name : request.without()) {
            PolicyFile gone = Optional.ofNullable(next.remove("policy " + name))
                    .orElseThrow(() -> MeshService.notFound("policy", name, "policies"));
            touched.add(gone);
        }
        for (PolicyDocument document : reading.policies()) {
            PolicyFile file = new PolicyFile(document);
            next.put(file.key(), file);
            touched.add(file);
        }
        touched.forEach(file -> checkRight(file, by));
        PolicySet.Compilation compilation = PolicySet.compile(
                next.values().stream().map(PolicyFile::document).toList());
        findings.addAll(compilation.findings());
        refuseErrors(findings);
        return hits(model, compilation.set().orElseThrow(), findings);
    }

    private Hits hits(MeshModel model, PolicySet then, List<Finding> findings) {
        Instant at = clock.instant();
        PolicySet now = policies.set();
        List<Grant> all = grants.get();
        Map<PortAddress, List<Grant>> byPort = all.stream().collect(Collectors.groupingBy(Grant::port));
        ReadImpact reads = new ReadImpact(model, decider(now, byPort), decider(then, byPort), principals, at);
        List<Violation> before = ProductCheck.of(now, model).check(model, at);
        List<Violation> after = ProductCheck.of(then, model).check(model, at);
        return new Hits(
                without(after, before),
                without(before, after),
                reads.grants(all),
                reads.readers(users.of(ports(model)), all),
                findings);
    }

    private Decider decider(PolicySet set, Map<PortAddress, List<Grant>> grants) {
        return new PolicyDecider(() -> set, policies, port -> grants.getOrDefault(port, List.of()));
    }

    private static Collection<PortId> ports(MeshModel model) {
        return model.products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .map(MeshModel.OutputPort::id)
                .toList();
    }

    private static List<Violation> without(List<Violation> some, List<Violation> others) {
        return some.stream().filter(it -> !others.contains(it)).toList();
    }

    private static void checkRight(PolicyFile file, Principal by) {
        boolean own = file.document()
                .domain()
                .filter(domain -> DomainRights.has(by, domain, DomainRole.OWNER))
                .isPresent();
        if (!by.isOfFederation() && !own) {
            throw new PolderException(
                    Code.DENIED,
                    by.name() + " may not see whom the policy " + file.address() + " would hit",
                    file.document()
                            .domain()
                            .map(domain -> "Ask an owner of the domain " + domain)
                            .orElse("Ask a member of the federation (role governance) or an admin"));
        }
    }

    private static void refuseErrors(List<Finding> findings) {
        findings.stream().filter(Finding::isError).findFirst().ifPresent(first -> {
            throw new PolderException(
                    first.code(), "The policies cannot be used: " + first.message(), first.remedy(), findings);
        });
    }
}
