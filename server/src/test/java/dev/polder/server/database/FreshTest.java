package dev.polder.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FreshTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    private Fresh<String> counting(Duration stale) {
        return new Fresh<>(stale, last -> "look " + looks.incrementAndGet(), changes::incrementAndGet);
    }

    @Test
    void looksOnlyWhenTheLastLookIsTooLongAgo() {
        Fresh<String> fresh = counting(LONG);

        assertThat(fresh.atHand()).isEmpty();
        assertThat(fresh.now()).isEqualTo("look 1");
        assertThat(fresh.now()).isEqualTo("look 1");
        assertThat(fresh.atHand()).contains("look 1");
        assertThat(fresh.within(Duration.ZERO)).isEqualTo("look 2");
    }

    @Test
    void handsOutNothingStale() {
        Fresh<String> fresh = counting(Duration.ofNanos(1));
        fresh.look();

        assertThat(fresh.atHand()).isEmpty();
        assertThat(fresh.now()).isEqualTo("look 2");
    }

    @Test
    void tellsOnlyOfWhatIsAnotherObject() {
        String same = "same";
        Fresh<String> fresh = new Fresh<>(LONG, last -> last.orElse(same), changes::incrementAndGet);

        fresh.look();
        fresh.look();

        assertThat(changes).hasValue(1);
    }

    @Test
    void handsOutNothingWhenALookFailsAfterTheAge() {
        Fresh<String> fresh = new Fresh<>(Duration.ofNanos(1), this::onlyOnce, () -> {});
        fresh.look();

        assertThatThrownBy(fresh::now).hasMessage("away");
        assertThat(fresh.atHand()).isEmpty();
    }

    private String onlyOnce(Optional<String> last) {
        if (last.isPresent()) {
            throw new IllegalStateException("away");
        }
        return "known";
    }

    @Test
    void whoWaitedForALookThatFailedDoesNotWaitForAnother() {
        CountDownLatch asked = new CountDownLatch(1);
        Fresh<String> fresh = new Fresh<>(
                LONG,
                last -> {
                    looks.incrementAndGet();
                    await().until(() -> asked.getCount() == 0);
                    throw new IllegalStateException("away");
                },
                () -> {});
        List<CompletableFuture<String>> waiting = IntStream.range(0, 4)
                .mapToObj(unused -> CompletableFuture.supplyAsync(fresh::now))
                .toList();
        await().until(() -> looks.get() == 1);

        asked.countDown();

        assertThat(waiting).allSatisfy(one -> assertThatThrownBy(one::join).hasMessageContaining("away"));
        assertThat(looks).hasValue(1);
    }
}
