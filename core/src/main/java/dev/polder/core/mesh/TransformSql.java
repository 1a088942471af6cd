package dev.polder.core.mesh;

import dev.polder.core.document.Closest;
import dev.polder.core.name.PortName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.product.DataProduct;
import dev.polder.core.sql.SqlReferences;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a transform's SQL reads of its product's input ports.
 *
 * @param isComplete whether the SQL could be read at all
 */
record TransformSql(List<PortName> reads, boolean isComplete) {
    TransformSql {
        reads = List.copyOf(reads);
    }

    /**
     * @param inputs the product's input ports by folded name
     */
    static TransformSql read(
            String file, String sql, Map<String, DataProduct.InputPort> inputs, Collection<Finding> findings) {
        SqlReferences references = SqlReferences.read(file, sql);
        findings.addAll(references.findings());
        Set<PortName> reads = new LinkedHashSet<>();
        for (SqlReferences.Table table : references.tables()) {
            String folded = table.name().toLowerCase(Locale.ROOT);
            if (table.parts().size() == 1 && inputs.containsKey(folded)) {
                reads.add(new PortName(KebabName.suggestion(folded)));
            } else {
                findings.add(Finding.error(
                        Code.SQL_UNKNOWN_NAME,
                        table.position(),
                        table.parts().size() > 1
                                ? "A transform reads input ports, not \"" + table.name() + "\" itself."
                                : "The product has no input port \"" + table.name() + "\".",
                        remedy(table, inputs)));
            }
        }
        return new TransformSql(List.copyOf(reads), references.findings().isEmpty());
    }

    private static String remedy(SqlReferences.Table table, Map<String, DataProduct.InputPort> inputs) {
        String last = KebabName.folded(table.parts().get(table.parts().size() - 1));
        if (inputs.isEmpty()) {
            return "Add an input port to the product, and name it in snake_case here.";
        }
        return inputs.containsKey(last) ? "Write " + last + "." : Closest.remedy(last, inputs.keySet());
    }
}
