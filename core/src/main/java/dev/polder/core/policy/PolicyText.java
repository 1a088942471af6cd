package dev.polder.core.policy;

import dev.polder.core.problem.Position;
import java.util.Objects;

/**
 * An expression of a policy, as written.
 *
 * @param position where the text begins in its document
 */
public record PolicyText(String text, Position position) {
    public PolicyText {
        Objects.requireNonNull(text);
        Objects.requireNonNull(position);
    }

    @Override
    public String toString() {
        return text;
    }
}
