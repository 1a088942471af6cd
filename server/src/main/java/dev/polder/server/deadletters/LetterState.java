package dev.polder.server.deadletters;

import java.util.Locale;

/** What has become of a dead letter. One that retention took is not known any more; it is only counted. */
enum LetterState {
    /** Can be replayed or discarded. */
    WAITING,
    /** Went through the gate to its port. */
    REPLAYED,
    DISCARDED,
    /** Cannot be replayed: the record was too large and only its beginning was kept. */
    TRUNCATED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
