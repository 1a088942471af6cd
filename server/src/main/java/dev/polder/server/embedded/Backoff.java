package dev.polder.server.embedded;

import java.time.Duration;

/**
 * How long to wait before a child is started again: twice as long after every failure in a row.
 *
 * @param first after the first failure
 * @param longest never longer
 * @param stableAfter a child that was ready for this long starts its count anew
 */
record Backoff(Duration first, Duration longest, Duration stableAfter) {
    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** @param failures in a row, from 1 */
    Duration delay(int failures) {
        Duration delay = first;
        for (int failure = 1; failure < failures && delay.compareTo(longest) < 0; failure++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest) < 0 ? delay : longest;
    }
}
