package dev.polder.query;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.types.Type;

/**
 * A column that holds ciphertext, and what opens it for this query.
 *
 * @param name as the table has it
 * @param type of its values once they are decrypted
 * @param subject the column that says whom a row is about, where that decides about keys
 */
public record SealedColumn(String name, Type type, Optional<String> subject, Opener opener) {
    public SealedColumn {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(opener);
    }

    /** Decrypts values. Thread-safe. */
    public interface Opener {
        /** Comes before some values are opened, so that what is needed for them is fetched at once; {@code null} has none. */
        default void prepare(List<String> stored) {}

        /**
         * @param stored what the column holds
         * @param subject what the same row holds in the subject's column; null when there is none
         * @return a text that can be cast to the column's type; empty when nobody can read the value any more
         * @throws NotGenuine when it was not encrypted there
         */
        Optional<String> open(String stored, String subject) throws NotGenuine;
    }

    /** What stands in a column was changed, or is from elsewhere. Says nothing of what it is. */
    public static final class NotGenuine extends Exception {
        private static final long serialVersionUID = 1;

        public NotGenuine(String message) {
            super(message);
        }
    }
}
