package dev.polder.gate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a dead letter says about itself, in the headers of the Kafka record whose value is the refused record's bytes as they came.
 * Every entrance writes the same headers, in UTF-8.
 */
public final class DeadLetterHeaders {
    /** Headers and value together must stay below what Kafka takes by default. */
    private static final int MOST_REFUSAL_BYTES = 16 * 1024;

    private static final int MOST_CHARACTERS = 1000;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * What a record was judged by and how it came.
     *
     * @param source who sent it, such as {@code http:admin}, {@code inbox} or {@code client:shop-1}
     */
    public record Origin(String contractId, String contractVersion, String source) {
        public Origin {
            Objects.requireNonNull(contractId);
            Objects.requireNonNull(contractVersion);
            Objects.requireNonNull(source);
        }
    }

    private DeadLetterHeaders() {}

    /**
     * Hands on the headers of one dead letter.
     *
     * @param refusals at least one
     * @param columns of a CSV body, without which the record's cells mean nothing; empty otherwise
     * @param headers takes name and value, one after another
     */
    public static void write(
            RawRecord record,
            List<Refusal> refusals,
            List<String> columns,
            Origin origin,
            BiConsumer<String, byte[]> headers) {
        Refusal first = refusals.get(0);
        add(headers, "polder.code", first.code().name());
        add(headers, "polder.field", first.path());
        add(headers, "polder.message", first.message());
        headers.accept("polder.refusals", json(refusals));
        add(headers, "polder.contract", origin.contractId());
        add(headers, "polder.contract.version", origin.contractVersion());
        add(headers, "polder.source", origin.source());
        add(headers, "polder.record", Long.toString(record.number()));
        add(headers, "polder.length", Long.toString(record.length()));
        add(headers, "polder.format", record.format().name().toLowerCase(Locale.ROOT));
        if (record instanceof RawRecord.Avro avro) {
            byte[] schema = avro.schema().schema().toString().getBytes(StandardCharsets.UTF_8);
            if (schema.length <= MOST_REFUSAL_BYTES) {
                headers.accept("polder.schema", schema);
            }
        }
        byte[] names = String.join(",", columns).getBytes(StandardCharsets.UTF_8);
        if (names.length > 0 && names.length <= MOST_REFUSAL_BYTES) {
            headers.accept("polder.columns", names);
        }
    }

    /** All refusals, or as many of the first as fit. */
    private static byte[] json(List<Refusal> refusals) {
        int count = refusals.size();
        byte[] json = array(refusals);
        while (json.length > MOST_REFUSAL_BYTES && count > 0) {
            count /= 2;
            json = array(refusals.subList(0, count));
        }
        return json;
    }

    private static byte[] array(List<Refusal> refusals) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartArray();
            for (Refusal refusal : refusals) {
                json.writeStartObject();
                json.writeStringProperty("code", refusal.code().name());
                json.writeStringProperty("path", whole(refusal.path()));
                json.writeStringProperty("rule", whole(refusal.rule()));
                json.writeStringProperty("message", whole(refusal.message()));
                if (refusal.value().isPresent()) {
                    json.writeStringProperty("value", whole(refusal.value().get()));
                } else {
                    json.writeNullProperty("value");
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    /** Halves of surrogate pairs, which cannot be written, become question marks. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static void add(BiConsumer<String, byte[]> headers, String name, String value) {
        String shortened = value.length() > MOST_CHARACTERS ? value.substring(0, MOST_CHARACTERS) + "…" : value;
        headers.accept(name, shortened.getBytes(StandardCharsets.UTF_8));
    }
}
