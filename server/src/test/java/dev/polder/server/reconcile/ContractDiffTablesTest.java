package dev.polder.server.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.Contract;
import dev.polder.core.contract.ContractChange.Kind;
import dev.polder.core.contract.ContractDiff;
import dev.polder.core.contract.ContractParser;
import dev.polder.core.document.YamlReader;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

/** A change that breaks no reader is one that the port's table can follow. */
class ContractDiffTablesTest {
    private static final List<String> PROPERTIES = List.of(
            "{name: a, logicalType: string}",
            "{name: a, logicalType: string, required: true}",
            "{name: a, logicalType: integer, physicalType: INT}",
            "{name: a, logicalType: integer}",
            "{name: a, logicalType: number}",
            "{name: a, physicalType: 'DECIMAL(5,2)'}",
            "{name: a, physicalType: 'DECIMAL(9,2)'}",
            "{name: a, physicalType: 'DECIMAL(9,3)'}",
            "{name: a, logicalType: date}",
            "{name: a, logicalType: timestamp}",
            "{name: a, logicalType: time}",
            "{name: a, logicalType: array, items: {logicalType: string}}",
            "{name: a, logicalType: array, items: {logicalType: string, required: true}}",
            "{name: a, logicalType: array, items: {physicalType: 'DECIMAL(5,2)'}}",
            "{name: a, logicalType: array, items: {physicalType: 'DECIMAL(9,2)'}}",
            "{name: a, logicalType: object, properties: [{name: x, logicalType: string}]}",
            "{name: a, logicalType: object, properties: [{name: y, logicalType: date}, {name: x, logicalType: string}]}",
            "{name: a, logicalType: object, properties: [{name: x, logicalType: string, required: true}]}",
            "{name: a, logicalType: object, customProperties: [{property: unknownFields, value: keep}], properties: [{name: x, logicalType: string}]}",
            "{name: a, logicalType: map, map: {key: {logicalType: string}, value: {physicalType: 'DECIMAL(5,2)'}}}",
            "{name: a, logicalType: map, map: {key: {logicalType: string}, value: {physicalType: 'DECIMAL(9,2)'}}}");

    @Test
    void whatADiffCallsCompatibleTheTableFollows() {
        int followed = 0;
        for (String before : PROPERTIES) {
            for (String after : PROPERTIES) {
                for (String more : List.of("", "{name: b, logicalType: date}")) {
                    List<String> properties = new ArrayList<>(List.of(after));
                    if (!more.isEmpty()) {
                        properties.add(0, more);
                    }
                    if (follows(contract(List.of(before)), contract(properties))) {
                        followed++;
                    }
                }
            }
        }

        assertThat(followed).isGreaterThan(2 * PROPERTIES.size());
    }

    private static boolean follows(Contract old, Contract now) {
        if (ContractDiff.between(old, now).readers() == Kind.BREAKING) {
            return false;
        }
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("mesh", Map.of());
        Tables tables = new Tables(catalog);
        tables.provision(port(old));

        tables.provision(port(now));

        Schema table = catalog.loadTable(Tables.identifier(port(now).id())).schema();
        Schema wanted = IcebergSchemas.of(now.schema().get(0));
        String about = old.source() + now.source();
        assertThat(table.columns()).as(about).hasSameSizeAs(wanted.columns());
        wanted.columns()
                .forEach(column -> assertThat(table.findField(column.name()).isOptional())
                        .as(about)
                        .isEqualTo(column.isOptional()));
        wanted.idToName().values().forEach(name -> {
            if (wanted.findType(name).isPrimitiveType()) {
                assertThat(table.findType(name)).as(about).isEqualTo(wanted.findType(name));
            }
        });
        return true;
    }

    private static OutputPort port(Contract contract) {
        return new OutputPort(
                PortId.parse("sales.orders.lines.v1"),
                contract,
                contract.schema().get(0),
                true,
                Optional.empty(),
                false);
    }

    private static Contract contract(List<String> properties) {
        String source = """
                apiVersion: v3.2.0
                kind: DataContract
                id: c
                version: 1.0.0
                schema:
                  - name: lines
                    properties:
                      - %s
                """.formatted(String.join("\n      - ", properties));
        return ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow();
    }
}
