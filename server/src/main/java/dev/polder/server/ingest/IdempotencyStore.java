package dev.polder.server.ingest;

import java.util.Optional;

/**
 * Remembers what became of bodies that were sent under an {@code Idempotency-Key}, for 7 days. Thread-safe.
 *
 * <p>The answer is kept after Kafka has acknowledged the records, in another system: a server that dies between the two forgets
 * the request, and the same body sent again writes its records again (at least once). Keys belong to one port.
 */
interface IdempotencyStore {
    /**
     * A body that was taken before.
     *
     * @param digest SHA-256 of the body, decoded, in hexadecimal
     */
    record Taken(String digest, IngestAnswer answer) {}

    Optional<Taken> find(String port, String key);

    /** Keeps an answer, and forgets those that are too old. When there already is one, that one stays. */
    void keep(String port, String key, Taken taken);
}
