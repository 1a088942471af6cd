package dev.polder.core.mesh;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.Subject;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Ports of a domain that give their subjects the same name have to hold identifiers in one form: 12 as a number and "12" as text would be two
 * subjects, of whom only one is forgotten.
 */
public final class SubjectForms {
    private record Kind(DomainName domain, String name) {}

    private record Column(OutputPort port, Property property) {}

    private SubjectForms() {}

    /** @param given products that came with the request: theirs is the mistake where they differ from what is there */
    public static List<Finding> findings(List<Product> products, Predicate<ProductAddress> given) {
        Map<Kind, Column> first = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        products.stream()
                .filter(product -> !given.test(product.address()))
                .forEach(product -> ports(product).forEach((column, kind) -> first.putIfAbsent(kind, column)));
        products.stream()
                .filter(product -> given.test(product.address()))
                .forEach(product -> ports(product).forEach((column, kind) -> {
                    Column other = first.putIfAbsent(kind, column);
                    if (other != null && !form(other).equals(form(column))) {
                        findings.add(differs(kind, column, other));
                    }
                }));
        return findings;
    }

    private static Map<Column, Kind> ports(Product product) {
        Map<Column, Kind> ports = new LinkedHashMap<>();
        for (OutputPort port : product.outputPorts()) {
            Optional<Subject> subject = port.schema().subject();
            subject.flatMap(named -> port.schema().properties().stream()
                            .filter(property -> property.name().equals(named.column()))
                            .findFirst())
                    .ifPresent(property -> ports.put(
                            new Column(port, property),
                            new Kind(product.address().domain(), subject.get().name())));
        }
        return ports;
    }

    private static String form(Column column) {
        DataType type = column.property().type().orElseThrow();
        if (type instanceof DataType.Decimal decimal) {
            return "a decimal with " + decimal.scale() + " digits behind the point";
        }
        return type instanceof DataType.Text ? "text" : "a whole number";
    }

    private static Finding differs(Kind kind, Column column, Column other) {
        return Finding.error(
                Code.CONTRACT_OPTION_INVALID,
                column.property().position(),
                "The subject '" + kind.name() + "' is " + form(column) + " in "
                        + column.port().id() + " and "
                        + form(other) + " in " + other.port().id()
                        + ": nobody could be forgotten in both.",
                "Give both columns the same type, or one of them another subjectName.");
    }
}
