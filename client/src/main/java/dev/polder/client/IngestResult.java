package dev.polder.client;

import java.util.List;
import java.util.Optional;

/**
 * What became of the records of one request.
 *
 * @param refusals the first ones
 */
public record IngestResult(long accepted, long refused, List<Refusal> refusals, Optional<String> deadLetterTopic) {
    public IngestResult {
        refusals = List.copyOf(refusals);
    }

    /**
     * A record that the gate refused.
     *
     * @param record its number in the request, from 1
     * @param code why, as in the table of codes
     * @param field where in the record, such as {@code $.quantity}
     */
    public record Refusal(long record, String code, String field, String message, Optional<String> value) {}

    static IngestResult of(Json answer) {
        return new IngestResult(
                answer.number("accepted"),
                answer.number("refused"),
                answer.at("refusals").items().stream()
                        .map(refusal -> new Refusal(
                                refusal.number("record"),
                                refusal.text("code").orElse(""),
                                refusal.text("field").orElse("$"),
                                refusal.text("message").orElse(""),
                                refusal.text("value")))
                        .toList(),
                answer.text("deadLetterTopic"));
    }
}
