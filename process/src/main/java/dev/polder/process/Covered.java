package dev.polder.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a snapshot says about the records it covers: it is written with the data, in one commit, and so cannot differ from it.
 *
 * @param topicId the incarnation of the topic
 * @param offsets for each partition, the offset of the first record that is not in the table
 */
record Covered(Optional<String> topicId, SortedMap<Integer, Long> offsets) {
    /** The snapshot property that carries the offsets: {@code {"sales.orders.order_lines.v1":{"0":123}}}. */
    static final String OFFSETS = "polder.offsets";
    /** The snapshot property that carries the topic's id. */
    static final String TOPIC_ID = "polder.topic-id";

    static final Covered NOTHING = new Covered(Optional.empty(), new TreeMap<>());

    Covered {
        Objects.requireNonNull(topicId);
        offsets = new TreeMap<>(offsets);
    }

    /** Reads the properties of a snapshot that carries {@link #OFFSETS}. */
    static Covered from(Map<String, String> properties, String topic) {
        return new Covered(Optional.ofNullable(properties.get(TOPIC_ID)), parse(properties.get(OFFSETS), topic));
    }

    static SortedMap<Integer, Long> parse(String text, String topic) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        try {
            JsonNode partitions = Json.MAPPER.readTree(text).path(topic);
            partitions
                    .properties()
                    .forEach(entry -> offsets.put(
                            Integer.valueOf(entry.getKey()), entry.getValue().longValue()));
            return offsets;
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new PolderException(
                    Code.INTERNAL,
                    OFFSETS + " cannot be read: " + text,
                    "Write it as {\"topic\":{\"0\":123}}: for each partition the first offset that is not landed.",
                    e);
        }
    }

    String offsetsJson(String topic) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        ObjectNode partitions = node.putObject(topic);
        offsets.forEach((partition, offset) -> partitions.put(String.valueOf(partition), offset));
        return node.toString();
    }
}
