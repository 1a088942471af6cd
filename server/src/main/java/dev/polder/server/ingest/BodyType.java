package dev.polder.server.ingest;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.RecordFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which format a {@code Content-Type} means. */
final class BodyType {
    private static final Map<String, RecordFormat> FORMATS = Map.of(
            "application/x-ndjson", RecordFormat.NDJSON,
            "application/ndjson", RecordFormat.NDJSON,
            "application/jsonl", RecordFormat.NDJSON,
            "application/x-jsonlines", RecordFormat.NDJSON,
            "application/json", RecordFormat.JSON,
            "text/csv", RecordFormat.CSV,
            "application/avro", RecordFormat.AVRO_FILE,
            "avro/binary", RecordFormat.AVRO);

    /** All texts are UTF-8 or a part of it. */
    private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

    private static final String REMEDY =
            "Use application/x-ndjson, application/json or text/csv, in UTF-8, or application/avro or avro/binary";

    private BodyType() {}

    /**
     * @throws PolderException USAGE when it is missing, unknown, or says another charset than UTF-8
     */
    static RecordFormat format(Optional<String> contentType) {
        if (contentType.isEmpty() || contentType.get().isBlank()) {
            throw new PolderException(Code.USAGE, "The request has no Content-Type", REMEDY);
        }
        String[] parts = contentType.get().toLowerCase(Locale.ROOT).split(";");
        RecordFormat format = FORMATS.get(parts[0].strip());
        if (format == null) {
            throw new PolderException(
                    Code.USAGE, "Records cannot be sent as Content-Type " + contentType.get(), REMEDY);
        }
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            if (parameter.length < 2) {
                continue;
            }
            String value = parameter[1].strip().replace("\"", "");
            if (parameter[0].strip().equals("charset") && !CHARSETS.contains(value)) {
                throw new PolderException(Code.USAGE, "Records cannot be sent in charset " + value, REMEDY);
            }
            if (parameter[0].strip().equals("header") && value.equals("absent")) {
                throw new PolderException(
                        Code.USAGE,
                        "A CSV body without a header line cannot be read",
                        "Send a header line with the contract's column names");
            }
        }
        return format;
    }
}
