package dev.polder.policy;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.name.PortId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What policies can see of an output port. It is a value: what has changed is another one.
 *
 * @param status in lower case, such as {@code active}, {@code deprecated}
 * @param tags the product's
 * @param columns all of them, nested ones after the one they are in
 * @param record the type of the port's records
 */
public record PortFacts(PortId id, String status, Set<String> tags, List<ColumnFacts> columns, DataType.Struct record) {
    public PortFacts {
        Objects.requireNonNull(id);
        Objects.requireNonNull(status);
        tags = Set.copyOf(tags);
        columns = List.copyOf(columns);
        Objects.requireNonNull(record);
    }

    /** A port of a mesh that was read. */
    public static PortFacts of(MeshModel.Product product, MeshModel.OutputPort port) {
        String said = product.document().status().orElse("active").toLowerCase(Locale.ROOT);
        // A retired product's ports are deprecated as well, which says less.
        String status = port.deprecated() && !said.equals("retired") ? "deprecated" : said;
        return of(port.id(), port.schema(), status, product.document().tags());
    }

    /**
     * A port by its contract's schema object, all of whose properties have types.
     *
     * @param status as written
     */
    public static PortFacts of(PortId id, SchemaObject schema, String status, Collection<String> tags) {
        List<ColumnFacts> columns = new ArrayList<>();
        schema.properties().forEach(property -> ColumnFacts.gather(property, "", "", columns));
        return new PortFacts(id, status.toLowerCase(Locale.ROOT), new TreeSet<>(tags), columns, schema.recordType());
    }

    /** The classifications of all columns that have one. */
    public Set<String> classifications() {
        Set<String> classifications = new TreeSet<>();
        columns.forEach(column -> classifications.add(column.classification()));
        classifications.remove("");
        return classifications;
    }
}
