package dev.polder.gate;

import dev.polder.core.problem.Code;
import java.util.Objects;
import java.util.Optional;

/**
 * One reason why a record was refused.
 *
 * @param path where in the record, as JSON path: {@code $.lines[3].quantity}; {@code $} is the record itself
 * @param rule what was broken, as the contract says it: {@code maximum 100}, {@code required}, {@code type integer}
 * @param message a sentence that never quotes the record's content
 * @param value the value, shortened to 64 characters; empty when there is none, when it is an object or array, and when the
 *     contract classifies the property (or one around it) as anything but {@code public}
 */
public record Refusal(Code code, String path, String rule, String message, Optional<String> value) {
    public Refusal {
        Objects.requireNonNull(code);
        Objects.requireNonNull(path);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(message);
        Objects.requireNonNull(value);
    }
}
