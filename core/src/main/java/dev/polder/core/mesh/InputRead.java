package dev.polder.core.mesh;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Purpose;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.mesh.MeshModel.InputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.mesh.MeshModel.Transform;
import dev.polder.core.name.PortId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * That transforms of a product read a port, in the product's name, and whether they may.
 *
 * <p>Transforms keep to granted columns and to masks that show nothing of a column. Row filters, other masks and masks within a column
 * they do not, so where those are owed nothing may be read.
 */
public record InputRead(Product product, InputPort input, ReadQuestion question, Decision decision) {
    /** What a product reads of the ports that there are. */
    public static List<InputRead> of(Product product, Decider decider, Instant at) {
        return product.inputPorts().stream()
                .filter(input -> product.transforms().stream()
                        .anyMatch(transform -> transform.reads().contains(input.name())))
                .filter(input -> input.from().isPresent())
                .map(input -> of(product, input, decider, at))
                .toList();
    }

    /** What a transform reads of the ports that there are. */
    public static List<InputRead> of(Product product, Transform transform, Decider decider, Instant at) {
        return of(product, decider, at).stream()
                .filter(read -> transform.reads().contains(read.input().name()))
                .toList();
    }

    private static InputRead of(Product product, InputPort input, Decider decider, Instant at) {
        ReadQuestion question = new ReadQuestion(
                Principal.of(product.address()),
                input.from().orElseThrow(),
                input.purpose().map(Purpose::value),
                at);
        return new InputRead(product, input, question, decider.decide(question));
    }

    public PortId port() {
        return question.port();
    }

    /** Whether the data is another domain's. */
    public boolean isForeign() {
        return !question.principal().belongsTo(port().address().domain());
    }

    /** Why nothing is read; empty when it may be. */
    public Optional<String> refusal() {
        if (!decision.permitted()) {
            Decision.Reason reason = decision.reasons().get(0);
            return Optional.of(product.address() + " may not read " + port() + purpose() + ": " + reason.source() + ": "
                    + reason.text());
        }
        return unkept().map(owed -> product.address() + " may read " + port() + purpose() + " only with " + owed
                + ", which transforms do not keep to");
    }

    /** Whether a grant without conditions would do. */
    public boolean lacksGrantOnly() {
        return !decision.permitted()
                && decision.reasons().stream()
                        .filter(reason -> reason.effect() == Decision.Effect.DENY)
                        .allMatch(reason -> reason.source().equals("grants"));
    }

    /** What to do about a refusal. */
    public String remedy() {
        if (lacksGrantOnly() && input.purpose().isEmpty()) {
            return "Say what the input port '" + input.name()
                    + "' is read for (customProperties: [{ property: purpose, "
                    + "value: … }]) and ask: polder access request " + port().address() + " --product "
                    + product.address() + " --purpose … --until 365d";
        }
        String request = "polder access request " + port().address() + " --product " + product.address() + " --purpose "
                + input.purpose().map(Purpose::value).orElse("…") + " --until 365d";
        return lacksGrantOnly()
                ? "Ask for it: " + request
                : "Read it for a purpose, or read a port, that the policies allow; see polder can-i read "
                        + port().address() + " --as " + question.principal().name()
                        + input.purpose().map(said -> " --for " + said).orElse("");
    }

    private String purpose() {
        return input.purpose().map(said -> " for '" + said + "'").orElse("");
    }

    private Optional<String> unkept() {
        Obligations owed = decision.obligations();
        if (!owed.rowFilters().isEmpty()) {
            return Optional.of("the row filter " + String.join(" && ", owed.rowFilters()));
        }
        String masks = owed.masks().entrySet().stream()
                .filter(mask -> !isKept(mask))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        return masks.isEmpty() ? Optional.empty() : Optional.of("a mask on " + masks);
    }

    private static boolean isKept(Map.Entry<String, Mask> mask) {
        return mask.getValue() instanceof Mask.Null && !mask.getKey().contains(".");
    }
}
