package dev.polder.server.drift;

import dev.polder.gate.DriftCount;
import java.time.Instant;

/** What was counted between two moments. */
record Sightings(DriftCount count, Instant first, Instant last) {
    static Sightings of(DriftCount count, Instant at) {
        DriftCount copy = new DriftCount();
        copy.add(count);
        return new Sightings(copy, at, at);
    }

    /** Both together; what was counted before is used up. */
    Sightings plus(Sightings other) {
        count.add(other.count);
        return new Sightings(
                count, first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
    }
}
