package dev.polder.policy;

import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.PolicyException;
import dev.polder.core.policy.ProductPolicy;
import dev.polder.core.problem.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what products have against the product policies of a set: those of the mesh and those of the product's domain. Whether a violation
 * stops anything is the caller's: see {@link Violation#blocks()}. Pure, and safe for many threads.
 */
public final class ProductCheck {
    private final PolicySet set;
    private final Ports ports;

    /**
     * @param ports where the ports are found that input ports read: those of the mesh as it would be
     */
    public ProductCheck(PolicySet set, Ports ports) {
        this.set = set;
        this.ports = ports;
    }

    /** For the products of a mesh that reads its own ports only. */
    public static ProductCheck of(PolicySet set, MeshModel mesh) {
        Map<PortId, PortFacts> facts = new HashMap<>();
        mesh.products()
                .forEach(product ->
                        product.outputPorts().forEach(port -> facts.put(port.id(), PortFacts.of(product, port))));
        return new ProductCheck(set, port -> Optional.ofNullable(facts.get(port)));
    }

    /** A place in a product that a policy is asked for. */
    private record Subject(
            ProductAddress product, Optional<PortId> port, Optional<String> column, Position position, Values values) {}

    /** All violations of all products of a mesh. */
    public List<Violation> check(MeshModel mesh, Instant at) {
        List<Violation> violations = new ArrayList<>();
        for (MeshModel.Product product : mesh.products()) {
            Optional<MeshModel.Domain> domain = mesh.domains().stream()
                    .filter(it -> it.name().equals(product.address().domain()))
                    .findFirst();
            violations.addAll(check(product, domain, at));
        }
        return violations;
    }

    /**
     * All violations of a product, policy by policy.
     *
     * @param domain empty when its document is not known
     * @param at for which exceptions count
     */
    public List<Violation> check(MeshModel.Product product, Optional<MeshModel.Domain> domain, Instant at) {
        Values values = ProductValues.of(product, domain);
        List<Violation> violations = new ArrayList<>();
        for (CompiledProduct policy : set.products()) {
            ProductPolicy document = policy.document();
            boolean counts = document.domain()
                    .map(owner -> owner.equals(product.address().domain()))
                    .orElse(true);
            if (counts) {
                for (Subject subject : subjects(document.target(), product, values, at)) {
                    judge(policy, subject, at).ifPresent(violations::add);
                }
            }
        }
        return violations;
    }

    private List<Subject> subjects(ProductPolicy.Target target, MeshModel.Product product, Values values, Instant at) {
        return switch (target) {
            case PRODUCT ->
                List.of(new Subject(
                        product.address(),
                        Optional.empty(),
                        Optional.empty(),
                        product.document().position(),
                        values));
            case INPUT ->
                product.inputPorts().stream()
                        .map(input -> new Subject(
                                product.address(),
                                Optional.empty(),
                                Optional.empty(),
                                input.position(),
                                ProductValues.add(input, input.from().flatMap(ports::find), values.copy())))
                        .toList();
            case PORT ->
                product.outputPorts().stream()
                        .map(port -> subject(product, port, values))
                        .toList();
            case COLUMN ->
                product.outputPorts().stream()
                        .flatMap(port -> columns(product, port, values, at).stream())
                        .toList();
        };
    }

    private static Subject subject(MeshModel.Product product, MeshModel.OutputPort port, Values values) {
        return new Subject(
                product.address(),
                Optional.of(port.id()),
                Optional.empty(),
                ProductValues.document(product, port)
                        .map(it -> it.position())
                        .orElse(product.document().position()),
                ProductValues.add(product, port, PortFacts.of(product, port), values.copy()));
    }

    private List<Subject> columns(MeshModel.Product product, MeshModel.OutputPort port, Values values, Instant at) {
        PortFacts facts = PortFacts.of(product, port);
        PortView view = new PortView(set, facts);
        Values ofPort = ProductValues.add(product, port, facts, values.copy());
        return facts.columns().stream()
                .map(column -> new Subject(
                        product.address(),
                        Optional.of(port.id()),
                        Optional.of(column.path()),
                        position(port.schema(), column.path()),
                        AccessValues.add(column, ofPort.copy())
                                .set(Variable.COLUMN_MASKED, isMasked(view, column, at))))
                .toList();
    }

    /** Whether a policy that blocks may mask the column for somebody. */
    private static boolean isMasked(PortView view, ColumnFacts column, Instant at) {
        return view.policies().stream()
                .filter(policy ->
                        policy.policy().blocks() && policy.exception(at).isEmpty())
                .flatMap(policy -> policy.masks().stream())
                .anyMatch(mask ->
                        mask.on().equals(column.masked()) || column.path().startsWith(mask.on() + "."));
    }

    private static Position position(SchemaObject schema, String path) {
        List<Property> properties = schema.properties();
        Position position = schema.position();
        for (String name : path.replace("[]", "").split("\\.")) {
            Optional<Property> found =
                    properties.stream().filter(it -> it.name().equals(name)).findFirst();
            if (found.isEmpty()) {
                return position;
            }
            position = found.get().position();
            properties = found.get()
                    .items()
                    .map(Property::properties)
                    .orElse(found.get().properties());
        }
        return position;
    }

    private Optional<Violation> judge(CompiledProduct policy, Subject subject, Instant at) {
        Values values = subject.values();
        Term.Outcome applies =
                policy.when().map(it -> it.condition().test(values)).orElse(Term.Outcome.TRUE);
        if (applies == Term.Outcome.FALSE) {
            return Optional.empty();
        }
        Term require = policy.require().condition();
        Term.Outcome kept = applies == Term.Outcome.FAILED ? applies : require.test(values);
        if (kept == Term.Outcome.TRUE) {
            return Optional.empty();
        }
        ProductPolicy document = policy.document();
        String explanation =
                kept == Term.Outcome.FAILED ? "the policy cannot be evaluated for it" : Explanation.of(require, values);
        Optional<PolicyException> exception = set.exceptions(document.name(), subject.product()).stream()
                .filter(it -> it.isActive(at))
                .findFirst();
        return Optional.of(new Violation(
                document.name(),
                document.enforcement(),
                subject.product(),
                subject.port(),
                subject.column(),
                message(policy, values).orElse(sentence(document) + ", but not so here: " + explanation),
                document.remedy(),
                explanation,
                exception,
                subject.position()));
    }

    private static Optional<String> message(CompiledProduct policy, Values values) {
        return policy.message().flatMap(message -> message.text(values)).filter(text -> !text.isBlank());
    }

    private static String sentence(ProductPolicy document) {
        return document.title().orElse("The policy " + document.name() + " holds");
    }
}
