package dev.polder.bench;

import java.time.Duration;
import java.time.Instant;

/** Says on standard error what is being measured, so that nobody wonders during the minutes it takes. */
public final class Progress {
    private final Instant started = Instant.now();

    public void say(String what) {
        long seconds = Duration.between(started, Instant.now()).toSeconds();
        System.err.printf("%2d:%02d  %s%n", seconds / 60, seconds % 60, what);
    }
}
