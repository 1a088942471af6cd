package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChildStateTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(java.util.stream.IntStream.rangeClosed(1, 6)
                        .mapToObj(BACKOFF::delay)
                        .map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void manyFailuresDoNotOverflow() {
        assertThat(BACKOFF.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void failuresInARowAreCountedAcrossRestarts() {
        ChildState.BackingOff first = started().failed(NOON, "a", BACKOFF);
        ChildState.BackingOff second = first.starting(NOON).ready(NOON).failed(NOON.plusSeconds(59), "b", BACKOFF);

        assertThat(second.failures()).isEqualTo(2);
        assertThat(second.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(second.restarts()).isEqualTo(1);
    }

    @Test
    void aStableChildStartsItsCountAnew() {
        ChildState.BackingOff first = started().failed(NOON, "a", BACKOFF);
        ChildState.BackingOff second = first.starting(NOON).ready(NOON).failed(NOON.plusSeconds(60), "b", BACKOFF);

        assertThat(second.failures()).isEqualTo(1);
        assertThat(second.delay()).isEqualTo(Duration.ofSeconds(1));
    }

    private static ChildState.Starting started() {
        return new ChildState.Stopped(NOON, 0).starting(NOON);
    }
}
