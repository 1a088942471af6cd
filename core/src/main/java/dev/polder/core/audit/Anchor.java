package dev.polder.core.audit;

import java.util.Objects;

/**
 * What an entry's hash must be, known from elsewhere than the log.
 *
 * @param source for people: {@code the checkpoint of 2026-11-23T10:00:00Z}
 */
public record Anchor(ChainHead head, String source) {
    public Anchor {
        Objects.requireNonNull(head);
        Objects.requireNonNull(source);
    }
}
