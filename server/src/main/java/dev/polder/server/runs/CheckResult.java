package dev.polder.server.runs;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one quality rule.
 *
 * @param measure the number measured; empty when there was none
 */
public record CheckResult(String rule, Optional<String> measure, boolean holds, boolean blocks, String message) {
    public CheckResult {
        Objects.requireNonNull(rule);
        measure = measure == null ? Optional.empty() : measure;
        message = message == null ? "" : message;
    }
}
