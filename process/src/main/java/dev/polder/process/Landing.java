package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.polder.core.contract.TopicFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A port whose topic is to be kept in its table.
 *
 * @param port {@code sales.orders.order-lines.v1}
 * @param topicFormat how records stand on the topic
 * @param table the table that receives the records
 * @param readerSchema the Avro schema that fits the table now
 * @param writerSchemas every Avro schema that the topic's records may have been written with, by schema id
 * @param audited whether records land on the audit branch and are published only when the rules hold
 */
record Landing(
        String port,
        String topic,
        TopicFormat topicFormat,
        TableName table,
        String readerSchema,
        Map<Integer, String> writerSchemas,
        boolean audited,
        List<Rule> rules) {
    Landing {
        Objects.requireNonNull(port);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(topicFormat);
        Objects.requireNonNull(table);
        Objects.requireNonNull(readerSchema);
        writerSchemas = Map.copyOf(writerSchemas);
        rules = List.copyOf(rules);
    }

    static Landing from(JsonNode node) {
        Map<Integer, String> schemas = new TreeMap<>();
        Json.texts(node, "writerSchemas").forEach((id, schema) -> schemas.put(Integer.valueOf(id), schema));
        return new Landing(
                Json.text(node, "port"),
                Json.text(node, "topic"),
                topicFormat(Json.text(node, "topicFormat")),
                TableName.from(node),
                Json.text(node, "readerSchema"),
                schemas,
                Json.flag(node, "audited"),
                Json.list(node, "rules", Rule::from));
    }

    private static TopicFormat topicFormat(String word) {
        return TopicFormat.of(word).orElseThrow(() -> new IllegalArgumentException("no format of topics: " + word));
    }

    /** The branch that records are appended to. */
    String branch() {
        return audited ? PortTable.AUDIT : PortTable.MAIN;
    }
}
