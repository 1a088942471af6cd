package dev.polder.server.ingest;

import dev.polder.gate.RawRecord;
import dev.polder.gate.Refusal;
import dev.polder.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * How a refused record is kept: the value is its bytes as they came (of one that was too large the first 64 KiB), the headers say
 * why, under which contract, and where it came from.
 */
final class DeadLetter {
    /** Headers and value together must stay below what Kafka takes by default. */
    private static final int MOST_REFUSAL_BYTES = 16 * 1024;

    private static final int MOST_CHARACTERS = 1000;

    private DeadLetter() {}

    /**
     * @param source who sent it, such as {@code http:admin}
     * @param columns of a CSV body; without them the record's cells mean nothing
     */
    static List<Header> headers(
            RawRecord record,
            List<Refusal> refusals,
            PortLookup.Provisioned target,
            String source,
            List<String> columns) {
        Refusal first = refusals.get(0);
        List<Header> headers = new ArrayList<>();
        add(headers, "polder.code", first.code().name());
        add(headers, "polder.field", first.path());
        add(headers, "polder.message", first.message());
        headers.add(new RecordHeader("polder.refusals", json(refusals)));
        add(headers, "polder.contract", target.contractId());
        add(headers, "polder.contract.version", target.contractVersion());
        add(headers, "polder.source", source);
        add(headers, "polder.record", Long.toString(record.number()));
        add(headers, "polder.length", Long.toString(record.length()));
        add(headers, "polder.format", record.format().name().toLowerCase(Locale.ROOT));
        byte[] names = String.join(",", columns).getBytes(StandardCharsets.UTF_8);
        if (names.length > 0 && names.length <= MOST_REFUSAL_BYTES) {
            headers.add(new RecordHeader("polder.columns", names));
        }
        return headers;
    }

    /** All refusals, or as many of the first as fit. */
    private static byte[] json(List<Refusal> refusals) {
        int count = refusals.size();
        byte[] json = Json.bytes(refusals);
        while (json.length > MOST_REFUSAL_BYTES && count > 0) {
            count /= 2;
            json = Json.bytes(refusals.subList(0, count));
        }
        return json;
    }

    private static void add(List<Header> headers, String name, String value) {
        String shortened = value.length() > MOST_CHARACTERS ? value.substring(0, MOST_CHARACTERS) + "…" : value;
        headers.add(new RecordHeader(name, shortened.getBytes(StandardCharsets.UTF_8)));
    }
}
