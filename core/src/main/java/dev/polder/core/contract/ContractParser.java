package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the meaning of an ODCS document (3.0, 3.1, 3.2) and reports what it cannot mean. The document's structure is the
 * business of the structural check; what is malformed there reads as absent here. No document makes the parser fail.
 *
 * <p>How a property's type is derived, the first row that fits:
 *
 * <table>
 * <caption>Types</caption>
 * <tr><th>logicalType</th><th>further</th><th>type</th></tr>
 * <tr><td>string; boolean; time</td><td></td><td>Text; Bool; TimeOfDay</td></tr>
 * <tr><td>integer</td><td>format i8, i16, i32, u8, u16</td><td>Int32</td></tr>
 * <tr><td></td><td>format i64, u32</td><td>Int64</td></tr>
 * <tr><td></td><td>format u64; i128, u128</td><td>Decimal(20, 0); Decimal(38, 0)</td></tr>
 * <tr><td></td><td>physicalType INT, INTEGER, SMALLINT, TINYINT …</td><td>Int32</td></tr>
 * <tr><td></td><td>physicalType NUMERIC(p), DECIMAL(p) … with p up to 9; up to 18; up to 38</td>
 *     <td>Int32; Int64; Decimal(p, 0)</td></tr>
 * <tr><td></td><td>else (BIGINT, LONG, nothing said)</td><td>Int64</td></tr>
 * <tr><td>number</td><td>physicalType DECIMAL(p, s), NUMERIC(p, s), NUMBER(p, s)</td><td>Decimal(p, s)</td></tr>
 * <tr><td></td><td>else</td><td>Float64</td></tr>
 * <tr><td>date</td><td>in 3.0, which has no timestamp: physicalType TIMESTAMP …, DATETIME or TIME</td>
 *     <td>Timestamp as below; TimeOfDay</td></tr>
 * <tr><td></td><td>else</td><td>Date</td></tr>
 * <tr><td>timestamp</td><td>{@code timezone: false}; or, without {@code timezone}, physicalType TIMESTAMP WITHOUT TIME ZONE
 *     or TIMESTAMP_NTZ</td><td>Timestamp, local</td></tr>
 * <tr><td></td><td>else (the standard's default time zone is UTC)</td><td>Timestamp, zoned</td></tr>
 * <tr><td>object; array; map</td><td>all parts have types</td><td>Struct; ListOf; MapOf</td></tr>
 * <tr><td>vector</td><td>elementType int8, uint8, binary; else</td><td>ListOf(Int32); ListOf(Float64)</td></tr>
 * <tr><td>none</td><td>{@code properties}, {@code items} or {@code map} given</td><td>as object, array, map</td></tr>
 * <tr><td></td><td>a clear physicalType: VARCHAR, TEXT, INT, BIGINT, DECIMAL(p, s), DOUBLE, BOOLEAN, DATE, TIMESTAMP …, TIME</td>
 *     <td>Text, Int32, Int64, Decimal, Float64, Bool, Date, Timestamp, TimeOfDay</td></tr>
 * <tr><td></td><td>else, and a decimal of more than 38 digits</td><td>unknown</td></tr>
 * </table>
 */
public final class ContractParser {
    private ContractParser() {}

    /**
     * @param root the document's root
     * @param source the document, verbatim
     */
    public static ContractReading parse(Node root, String source) {
        List<Finding> findings = new ArrayList<>();
        Optional<Contract> contract = contract(root, source, findings);
        findings.sort(Comparator.comparing(Finding::position));
        return new ContractReading(contract, findings);
    }

    private static Optional<Contract> contract(Node root, String source, List<Finding> findings) {
        Optional<String> id = Nodes.text(root, "id");
        Optional<String> version = Nodes.text(root, "version");
        String apiVersion = Nodes.text(root, "apiVersion").orElse("");
        checkTopicFormat(root, findings);
        SchemaParser schemas =
                new SchemaParser(apiVersion.startsWith("v3.0"), TopicFormat.of(root), root, source, findings::add);
        List<SchemaObject> schema = new ArrayList<>();
        Map<String, Position> names = new LinkedHashMap<>();
        for (Node.Mapping node : Nodes.mappings(root, "schema")) {
            SchemaObject object = schemas.object(node);
            Position first = names.putIfAbsent(ColumnNames.folded(object.name()), object.position());
            if (first != null && !object.name().isEmpty()) {
                findings.add(Finding.error(
                        Code.NAME_COLLISION,
                        object.position(),
                        "The schema has two objects \"" + object.name() + "\"; the other one is in line " + first.line()
                                + ".",
                        "Rename one of them."));
            }
            // an error only where a port is made of it: a contract may be checked by another system
            ContractRules.problems(object).stream()
                    .map(it -> Finding.warning(it.code(), it.position(), it.message(), it.remedy()))
                    .forEach(findings::add);
            schema.add(object);
        }
        if (id.isEmpty() || version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Contract(
                id.get(),
                version.get(),
                apiVersion,
                Nodes.text(root, "name"),
                Nodes.text(root, "status"),
                description(root),
                schema,
                slaProperties(root),
                source,
                root.position()));
    }

    private static void checkTopicFormat(Node root, List<Finding> findings) {
        for (Node.Mapping custom : TopicFormat.said(root)) {
            String value = Nodes.text(custom, "value").orElse("");
            Position position = custom.find("value").map(Node::position).orElse(custom.position());
            if (TopicFormat.of(value).isEmpty()) {
                findings.add(Finding.error(
                        Code.CONTRACT_OPTION_INVALID,
                        position,
                        "The value of topicFormat is \"" + value + "\".",
                        "Use avro or json."));
            }
        }
    }

    private static Optional<String> description(Node root) {
        return Nodes.text(root, "description")
                .or(() -> Nodes.mapping(root, "description").flatMap(node -> Nodes.text(node, "purpose")));
    }

    private static List<Contract.SlaProperty> slaProperties(Node root) {
        List<Contract.SlaProperty> properties = new ArrayList<>();
        for (Node.Mapping node : Nodes.mappings(root, "slaProperties")) {
            Optional<String> property = Nodes.text(node, "property");
            Optional<String> value = Nodes.text(node, "value");
            if (property.isPresent() && value.isPresent()) {
                properties.add(new Contract.SlaProperty(
                        property.get(), value.get(), Nodes.text(node, "unit"), Nodes.text(node, "element")));
            }
        }
        return properties;
    }
}
