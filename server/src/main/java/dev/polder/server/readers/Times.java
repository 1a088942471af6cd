package dev.polder.server.readers;

import java.time.Instant;

/** How often something was done, and when first and last. */
record Times(long count, Instant first, Instant last) {
    static Times once(Instant at) {
        return new Times(1, at, at);
    }

    Times plus(Times other) {
        return new Times(
                count + other.count,
                first.isBefore(other.first) ? first : other.first,
                last.isAfter(other.last) ? last : other.last);
    }
}
