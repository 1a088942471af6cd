package dev.polder.server.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Locale;
import java.util.Optional;

/** How an answer is written. */
enum AnswerFormat {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv; charset=utf-8");

    private final String contentType;

    AnswerFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The first of the given types that there is. */
    static AnswerFormat of(Optional<String> accept) {
        String types = accept.orElse("*/*");
        for (String type : types.split(",")) {
            switch (type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT)) {
                case "application/json", "application/*", "*/*", "" -> {
                    return JSON;
                }
                case "application/x-ndjson", "application/ndjson", "application/jsonl" -> {
                    return NDJSON;
                }
                case "text/csv", "text/*" -> {
                    return CSV;
                }
                default -> {
                    // Another one may be among the rest.
                }
            }
        }
        throw new PolderException(
                Code.USAGE,
                "Queries are not answered as " + types,
                "Accept application/json, application/x-ndjson or text/csv");
    }
}
