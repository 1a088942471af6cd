package dev.polder.server.reconcile;

import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;

/** Iceberg tables of ports. */
final class Tables {
    static final String PORT = "polder.port";
    static final String CONTRACT_VERSION = "polder.contract.version";

    private final Catalog catalog;
    private final SupportsNamespaces namespaces;

    <C extends Catalog & SupportsNamespaces> Tables(C catalog) {
        this.catalog = catalog;
        this.namespaces = catalog;
    }

    /** The tables there are in the namespaces of these ports. */
    Set<TableIdentifier> existing(List<PortId> ports) {
        Set<TableIdentifier> tables = new HashSet<>();
        ports.stream().map(Tables::namespace).distinct().forEach(namespace -> {
            try {
                tables.addAll(catalog.listTables(namespace));
            } catch (NoSuchNamespaceException e) {
                // Nothing in it, then.
            }
        });
        return tables;
    }

    /** Makes the table, or evolves it in place so that it can hold what the contract says. Changes nothing a second time. */
    void provision(OutputPort port) {
        createNamespaces(port.id());
        TableIdentifier identifier = identifier(port.id());
        Schema schema = IcebergSchemas.of(port.schema());
        if (!catalog.tableExists(identifier)) {
            try {
                catalog.buildTable(identifier, schema)
                        .withProperty(PORT, port.id().toString())
                        .withProperty(CONTRACT_VERSION, port.contract().version())
                        .create();
                return;
            } catch (AlreadyExistsException e) {
                // Somebody was faster; it may still need to evolve.
            }
        }
        evolve(catalog.loadTable(identifier), port, schema);
    }

    private static void evolve(Table table, OutputPort port, Schema schema) {
        UpdateSchema update = table.updateSchema().unionByNameWith(schema);
        if (!update.apply().sameSchema(table.schema())) {
            update.commit();
        }
        String version = port.contract().version();
        if (!version.equals(table.properties().get(CONTRACT_VERSION))) {
            table.updateProperties().set(CONTRACT_VERSION, version).commit();
        }
    }

    /** Drops the table with its files, and its namespaces when they are empty then. */
    void drop(PortId port) {
        catalog.dropTable(identifier(port), true);
        dropIfEmpty(namespace(port));
        dropIfEmpty(domain(port));
    }

    static TableIdentifier identifier(PortId port) {
        return TableIdentifier.of(namespace(port), port.table());
    }

    private void createNamespaces(PortId port) {
        for (Namespace namespace : List.of(domain(port), namespace(port))) {
            if (!namespaces.namespaceExists(namespace)) {
                try {
                    namespaces.createNamespace(namespace);
                } catch (AlreadyExistsException e) {
                    // Somebody was faster.
                }
            }
        }
    }

    private void dropIfEmpty(Namespace namespace) {
        try {
            namespaces.dropNamespace(namespace);
        } catch (NamespaceNotEmptyException e) {
            // Others live there.
        }
    }

    private static Namespace namespace(PortId port) {
        return Namespace.of(port.namespace().toArray(String[]::new));
    }

    private static Namespace domain(PortId port) {
        return Namespace.of(port.namespace().get(0));
    }
}
