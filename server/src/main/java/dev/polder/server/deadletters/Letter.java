package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Json;
import dev.polder.server.privacy.LetterSeal;
import dev.polder.server.privacy.PortSeals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A dead letter as it lies on its topic.
 *
 * @param refusals all of them, JSON
 * @param record its number in the body it came in
 * @param length of the whole record, also when {@code bytes} is less
 * @param columns of a CSV record; empty for others, and when there were too many to be kept
 * @param sealed how many bytes there were before they were encrypted; empty when {@code bytes} are as they came
 * @param isForgotten whether nobody can read the bytes any more
 * @param schema of an Avro record's writer; empty for others, and when it was too large to be kept
 */
record Letter(
        LetterId id,
        Instant at,
        Reason reason,
        String message,
        String refusals,
        String contract,
        String source,
        long record,
        long length,
        String format,
        Optional<String> columns,
        Optional<String> schema,
        byte[] bytes,
        Optional<Integer> sealed,
        boolean isForgotten) {
    private static final byte[] NOTHING = {};

    static Letter of(String topicId, ConsumerRecord<byte[], byte[]> message) {
        byte[] bytes = message.value() == null ? NOTHING : message.value();
        String refusals = header(message, "polder.refusals").orElse("[]");
        return new Letter(
                LetterId.of(topicId, message.partition(), message.offset()),
                Instant.ofEpochMilli(message.timestamp()),
                new Reason(
                        header(message, "polder.code").orElse("UNKNOWN"),
                        header(message, "polder.field").orElse("$"),
                        rule(refusals),
                        header(message, "polder.contract.version").orElse("")),
                header(message, "polder.message").orElse(""),
                refusals,
                header(message, "polder.contract").orElse(""),
                header(message, "polder.source").orElse(""),
                number(message, "polder.record", 0),
                number(message, "polder.length", bytes.length),
                header(message, "polder.format").orElse("json"),
                header(message, "polder.columns"),
                header(message, "polder.schema"),
                bytes,
                LetterSeal.length(message.headers()),
                false);
    }

    /** The letter with its bytes as they came. */
    Letter opened(PortId port, PortSeals seals) {
        if (sealed.isEmpty()) {
            return this;
        }
        try {
            return with(seals.openLetter(port, bytes), Optional.empty(), false);
        } catch (PolderException e) {
            if (e.code() != Code.SUBJECT_FORGOTTEN) {
                throw e;
            }
            return with(NOTHING, sealed, true);
        }
    }

    private Letter with(byte[] opened, Optional<Integer> stillSealed, boolean forgotten) {
        return new Letter(
                id,
                at,
                reason,
                message,
                refusals,
                contract,
                source,
                record,
                length,
                format,
                columns,
                schema,
                opened,
                stillSealed,
                forgotten);
    }

    /** Of a record that was too large only the beginning is kept. */
    boolean isTruncated() {
        return length > sealed.orElse(bytes.length);
    }

    /** Of the first refusal. */
    private static String rule(String refusals) {
        try (JsonParser parser = Json.mapper().createParser(refusals)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && parser.currentName().equals("rule")) {
                    return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
                }
            }
        } catch (JacksonException e) {
            return "";
        }
        return "";
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static long number(ConsumerRecord<byte[], byte[]> message, String name, long otherwise) {
        return header(message, name)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElse(otherwise);
    }
}
