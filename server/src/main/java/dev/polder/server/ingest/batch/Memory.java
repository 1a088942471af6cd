package dev.polder.server.ingest.batch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many bytes may be on their way to Kafka in all; those who wait are served in their order. Thread-safe. */
final class Memory {
    private final Semaphore free;
    private final Duration patience;

    Memory(int bytes, Duration patience) {
        this.free = new Semaphore(bytes, true);
        this.patience = patience;
    }

    /** False when there was no room for too long. */
    boolean take(int bytes) throws InterruptedException {
        return free.tryAcquire(bytes, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether there is room right now, and nobody waits for it. */
    boolean takeAtOnce(int bytes) {
        return !free.hasQueuedThreads() && free.tryAcquire(bytes);
    }

    void give(int bytes) {
        free.release(bytes);
    }
}
