package dev.polder.server.ingest;

import java.util.Optional;

/**
 * Remembers what became of bodies that were sent under an {@code Idempotency-Key}, for 7 days. Thread-safe.
 *
 * <p>The answer is kept after Kafka has acknowledged the records, in another system: a server that dies between the two forgets
 * the request, and the same body sent again writes its records again (at least once). Keys belong to one port and
 * to whom they are from: nobody is answered with what became of somebody else's body, nor kept from sending one.
 */
interface IdempotencyStore {
    /**
     * A body that was taken before.
     *
     * @param digest SHA-256 of the body, decoded, in hexadecimal
     */
    record Taken(String digest, IngestAnswer answer) {}

    /**
     * A key where it counts.
     *
     * @param sender whose key it is
     */
    record Place(String port, String sender, String key) {}

    Optional<Taken> find(Place place);

    /** Keeps an answer, and forgets those that are too old. When there already is one, that one stays. */
    void keep(Place place, Taken taken);
}
