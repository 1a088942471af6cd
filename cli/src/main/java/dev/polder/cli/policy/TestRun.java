package dev.polder.cli.policy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshReader;
import dev.polder.core.mesh.MeshReading;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.policy.AccessPolicy;
import dev.polder.core.policy.MaskWords;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.PolicyName;
import dev.polder.core.policy.PolicyTest;
import dev.polder.core.policy.PolicyTest.Case;
import dev.polder.core.policy.PolicyTest.Expected;
import dev.polder.core.policy.PolicyTest.Judges;
import dev.polder.core.policy.PolicyTest.Reads;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.policy.PolicyDecider;
import dev.polder.policy.PolicySet;
import dev.polder.policy.PortFacts;
import dev.polder.policy.ProductCheck;
import dev.polder.policy.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Runs the cases of one test of policies. */
final class TestRun {
    /**
     * How a case came out.
     *
     * @param problems what is otherwise than expected; empty when it passed
     */
    record Outcome(Case testCase, List<String> problems) {
        Outcome {
            problems = List.copyOf(problems);
        }

        boolean isPassed() {
            return problems.isEmpty();
        }
    }

    private final PolicyTest test;
    private final Optional<MeshModel> mesh;
    private final List<String> broken;
    private final PolicySet policies;
    private final Instant now;

    /**
     * @param mesh that the test stands in
     * @param policies all of them; they compile
     */
    TestRun(PolicyTest test, MeshModel mesh, List<PolicyDocument> policies, Instant now) {
        this.test = test;
        this.now = now;
        MeshReading given = MeshReader.read(test.given());
        this.mesh = test.given().isEmpty() ? Optional.of(mesh) : given.model();
        this.broken = given.findings().stream()
                .filter(finding -> finding.isError() && !test.given().isEmpty())
                .map(finding -> "the given " + finding)
                .toList();
        this.policies = PolicySet.compile(asked(policies)).set().orElse(PolicySet.EMPTY);
    }

    private List<PolicyDocument> asked(List<PolicyDocument> all) {
        return all.stream()
                .filter(document -> test.only().isEmpty() || test.only().contains(name(document)))
                .toList();
    }

    private static PolicyName name(PolicyDocument document) {
        if (document instanceof AccessPolicy access) {
            return access.name();
        }
        return document instanceof ProductPolicy product ? product.name() : ((PolicyException) document).policy();
    }

    List<Outcome> outcomes() {
        return test.cases().stream()
                .map(it ->
                        new Outcome(it, mesh.map(model -> problems(model, it)).orElse(broken)))
                .toList();
    }

    private List<String> problems(MeshModel model, Case testCase) {
        return testCase instanceof Reads reads ? problems(model, reads) : problems(model, (Judges) testCase);
    }

    private List<String> problems(MeshModel model, Reads reads) {
        Optional<OutputPort> port = port(model, reads.port());
        if (port.isEmpty()) {
            return List.of("there is no port " + reads.port());
        }
        Instant at = reads.at().orElse(now);
        PortAddress address = port.get().id().address();
        List<Grant> grants = reads.granted() && reads.purpose().isPresent()
                ? List.of(new Grant(
                        new UUID(0, 0),
                        new Grant.Grantee.PrincipalNamed(reads.principal().name()),
                        address,
                        reads.purpose().get(),
                        Optional.empty(),
                        List.of(),
                        Map.of(),
                        at.minus(Duration.ofDays(1)),
                        at.plus(Duration.ofDays(1))))
                : List.of();
        Map<PortId, PortFacts> facts = new HashMap<>();
        model.products()
                .forEach(product -> product.outputPorts().forEach(it -> facts.put(it.id(), PortFacts.of(product, it))));
        Decision decision = new PolicyDecider(() -> policies, id -> Optional.ofNullable(facts.get(id)), it -> grants)
                .decide(new ReadQuestion(reads.principal(), port.get().id(), reads.purpose(), at));
        return compared(reads, decision);
    }

    private List<String> problems(MeshModel model, Judges judges) {
        Optional<Product> product = model.products().stream()
                .filter(it -> it.address().toString().equals(judges.product()))
                .findFirst();
        if (product.isEmpty()) {
            return List.of("there is no product " + judges.product());
        }
        Optional<MeshModel.Domain> domain = model.domains().stream()
                .filter(it -> it.name().equals(product.get().address().domain()))
                .findFirst();
        List<Violation> left = new ArrayList<>(
                ProductCheck.of(policies, model)
                        .check(product.get(), domain, judges.at().orElse(now))
                        .stream()
                        .filter(violation -> violation.exception().isEmpty())
                        .toList());
        List<String> problems = new ArrayList<>();
        for (Expected expected : judges.violations()) {
            Optional<Violation> met = left.stream()
                    .filter(violation -> violation.policy().equals(expected.policy())
                            && expected.at().map(violation.at()::equals).orElse(true))
                    .findFirst();
            met.ifPresentOrElse(
                    left::remove,
                    () -> problems.add("expected that " + expected.at().orElse(judges.product()) + " does not keep to "
                            + expected.policy() + ", but it does"));
        }
        left.forEach(violation ->
                problems.add(violation.at() + " does not keep to " + violation.policy() + ": " + violation.message()));
        return problems;
    }

    private static List<String> compared(Reads reads, Decision decision) {
        List<String> problems = new ArrayList<>();
        String because = " (" + decision.reasons().get(0).source() + ": "
                + decision.reasons().get(0).text() + ")";
        if (reads.permitted().filter(it -> it != decision.permitted()).isPresent()) {
            problems.add(
                    (decision.permitted() ? "expected deny, but it is permitted" : "expected permit, but it is denied")
                            + because);
            return problems;
        }
        if (!decision.permitted()
                && (reads.masks().isPresent() || reads.rowFilters().isPresent())) {
            return List.of("expected what is owed, but it is denied" + because);
        }
        Map<String, Mask> masks = decision.obligations().masks();
        reads.masks()
                .filter(expected -> !expected.equals(masks))
                .ifPresent(expected ->
                        problems.add("expected masks " + shown(expected) + ", but they are " + shown(masks)));
        List<String> filters = decision.obligations().rowFilters();
        reads.rowFilters()
                .filter(expected -> !sorted(expected).equals(sorted(filters)))
                .ifPresent(expected ->
                        problems.add("expected row filters " + sorted(expected) + ", but they are " + sorted(filters)));
        return problems;
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static String shown(Map<String, Mask> masks) {
        return new TreeMap<>(masks)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + MaskWords.of(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static Optional<OutputPort> port(MeshModel model, String name) {
        return model.products().stream()
                .flatMap(product -> product.outputPorts().stream())
                .filter(port -> port.id().toString().equals(name)
                        || port.id().address().toString().equals(name))
                .max(Comparator.comparing(OutputPort::id));
    }
}
