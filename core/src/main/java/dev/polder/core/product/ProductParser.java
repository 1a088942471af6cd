package dev.polder.core.product;

import dev.polder.core.access.Purpose;
import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.document.Places;
import dev.polder.core.document.Quoted;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the meaning of an ODPS document (1.0, 1.1). Its structure is the business of the structural check; what is malformed
 * there reads as absent here. No document makes the parser fail.
 *
 * <p>A port is deprecated when the product's {@code status} is {@code deprecated} or {@code retired}, or when the port has the
 * custom property {@code deprecated: true}: the standard has no status of a port.
 *
 * <p>What an input port is read for stands in its custom property {@code purpose}, or in the product's for all of them: the
 * standard's {@code description.purpose} is a text for people.
 */
public final class ProductParser {
    private static final Set<String> GOING = Set.of("deprecated", "retired");

    private ProductParser() {}

    /**
     * @param root the document's root
     * @param source the document, verbatim
     */
    public static ProductReading parse(Node root, String source) {
        Optional<String> id = Nodes.text(root, "id");
        Optional<String> status = Nodes.text(root, "status");
        boolean going = status.map(word -> GOING.contains(word.toLowerCase(Locale.ROOT)))
                .orElse(false);
        List<Finding> findings = new ArrayList<>();
        Optional<Purpose> purpose = purpose(root, findings);
        List<DataProduct.InputPort> inputs = new ArrayList<>();
        for (Node.Mapping port : Nodes.mappings(root, "inputPorts")) {
            Nodes.text(port, "name")
                    .ifPresent(name -> inputs.add(new DataProduct.InputPort(
                            name,
                            Nodes.text(port, "version"),
                            Nodes.text(port, "contractId"),
                            purpose(port, findings).or(() -> purpose),
                            Places.of(port))));
        }
        List<DataProduct.OutputPort> outputs = new ArrayList<>();
        for (Node.Mapping port : Nodes.mappings(root, "outputPorts")) {
            Nodes.text(port, "name")
                    .ifPresent(name -> outputs.add(new DataProduct.OutputPort(
                            name,
                            Nodes.text(port, "version"),
                            Nodes.text(port, "contractId"),
                            Nodes.text(port, "description"),
                            going || isDeprecated(port),
                            Places.of(port))));
        }
        if (id.isEmpty()) {
            return new ProductReading(Optional.empty(), List.of());
        }
        DataProduct product = new DataProduct(
                id.get(),
                Nodes.text(root, "apiVersion").orElse(""),
                Nodes.text(root, "name"),
                Nodes.text(root, "domain"),
                Nodes.text(root, "version"),
                status,
                Nodes.mapping(root, "description").flatMap(node -> Nodes.text(node, "purpose")),
                inputs,
                outputs,
                Nodes.texts(root, "tags"),
                Nodes.mapping(root, "team").flatMap(node -> Nodes.text(node, "name")),
                support(root),
                source,
                Places.of(root));
        findings.addAll(sameInputs(inputs));
        return new ProductReading(Optional.of(product), findings);
    }

    private static List<String> support(Node root) {
        return Nodes.mappings(root, "support").stream()
                .map(channel -> Nodes.text(channel, "channel").or(() -> Nodes.text(channel, "url")))
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean isDeprecated(Node.Mapping port) {
        return custom(port, "deprecated")
                .anyMatch(property -> Nodes.text(property, "value").orElse("").equals("true"));
    }

    private static Optional<Purpose> purpose(Node owner, List<Finding> findings) {
        Optional<Purpose> purpose = Optional.empty();
        for (Node.Mapping property : custom(owner, "purpose").toList()) {
            String text = Nodes.text(property, "value").orElse("");
            if (Purpose.isValid(text)) {
                purpose = Optional.of(new Purpose(text));
            } else {
                findings.add(Finding.error(
                        Code.FIELD_VALUE,
                        Places.of(property).of("value"),
                        Quoted.value(text) + " is no purpose.",
                        "Write " + Purpose.RULE + "; grants and policies compare it."));
            }
        }
        return purpose;
    }

    private static Stream<Node.Mapping> custom(Node owner, String name) {
        return Nodes.mappings(owner, "customProperties").stream()
                .filter(property -> Nodes.text(property, "property").orElse("").equals(name));
    }

    /** A name twice among the input ports leaves SQL no way to say which one it reads, mesh or not. */
    private static List<Finding> sameInputs(List<DataProduct.InputPort> inputs) {
        List<Finding> findings = new ArrayList<>();
        Map<String, DataProduct.InputPort> names = new HashMap<>();
        for (DataProduct.InputPort port : inputs) {
            String folded = port.name().toLowerCase(Locale.ROOT).replace('-', '_');
            DataProduct.InputPort other = names.putIfAbsent(folded, port);
            if (other != null
                    && !(other.name().equals(port.name()) && !other.version().equals(port.version()))) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        port.places().of("name"),
                        "Two input ports have the name \"" + folded + "\" in SQL; the other one is in line "
                                + other.places().of("name").line() + ".",
                        "Rename one of them."));
            }
        }
        return findings;
    }
}
