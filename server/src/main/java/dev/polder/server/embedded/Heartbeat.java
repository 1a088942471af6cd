package dev.polder.server.embedded;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** When the Spark process last asked for work: the sign that it is there and can be used. Safe for several threads. */
public final class Heartbeat {
    private final AtomicReference<Optional<Instant>> last = new AtomicReference<>(Optional.empty());

    /** To be called for every poll. */
    public void heard(Instant now) {
        last.set(Optional.of(now));
    }

    public Optional<Instant> last() {
        return last.get();
    }
}
