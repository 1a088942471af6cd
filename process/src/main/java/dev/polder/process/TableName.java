package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An Iceberg table in the catalog. */
record TableName(List<String> namespace, String table) {
    TableName {
        namespace = List.copyOf(namespace);
        Objects.requireNonNull(table);
    }

    static TableName from(JsonNode node) {
        return new TableName(Json.list(node, "namespace", JsonNode::asText), Json.text(node, "table"));
    }

    /** As Spark SQL names it, every part quoted: {@code `polder`.`sales`.`orders`.`order_lines_v1`}. */
    String inSpark() {
        return Stream.concat(Stream.concat(Stream.of(SparkSessions.CATALOG), namespace.stream()), Stream.of(table))
                .map(SparkSessions::quoted)
                .collect(Collectors.joining("."));
    }

    /** The same, on a branch. */
    String inSpark(String branch) {
        return branch.equals(PortTable.MAIN) ? inSpark() : inSpark() + "." + SparkSessions.quoted("branch_" + branch);
    }

    @Override
    public String toString() {
        return String.join(".", namespace) + "." + table;
    }
}
