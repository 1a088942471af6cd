package dev.polder.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PollerTest {
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final Duration NEVER = Duration.ofHours(1);

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void looksAgainAndAgain() {
        try (Poller poller = new Poller("test", OFTEN, looks::incrementAndGet)) {
            poller.start();

            await().until(() -> looks.get() > 5);
        }
    }

    @Test
    void looksAtOnceWhenTold() {
        try (Poller poller = new Poller("test", NEVER, looks::incrementAndGet)) {
            poller.start();
            await().until(() -> looks.get() == 1);

            poller.soon();

            await().until(() -> looks.get() == 2);
        }
    }

    @Test
    void looksOnceMoreWhenToldDuringALook() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        try (Poller poller = new Poller("test", NEVER, () -> {
            looks.incrementAndGet();
            begun.countDown();
            waitFor(told);
        })) {
            poller.start();
            begun.await();

            poller.soon();
            told.countDown();

            await().until(() -> looks.get() == 2);
        }
    }

    @Test
    void survivesWhateverALookThrows() {
        try (Poller poller = new Poller("test", OFTEN, () -> {
            switch (looks.incrementAndGet()) {
                case 1 -> throw new PolderException(Code.UNAVAILABLE, "away", "wait");
                case 2 -> throw new IllegalStateException("a defect");
                case 3 -> throw new OutOfMemoryError("for this look");
                default -> {}
            }
        })) {
            poller.start();

            await().until(() -> looks.get() > 4);
        }
    }

    @Test
    void makesLongerPausesAfterFailuresUpToTheLongest() {
        try (Poller poller = new Poller("test", Duration.ofMillis(1), Duration.ofMillis(3), () -> {
            looks.incrementAndGet();
            throw new IllegalStateException("again");
        })) {
            poller.start();

            await().until(() -> looks.get() > 20);
        }
    }

    @Test
    void doesNotLookAfterItsEnd() {
        Poller poller = new Poller("test", OFTEN, looks::incrementAndGet);
        poller.start();
        await().until(() -> looks.get() > 1);

        poller.close();
        int atTheEnd = looks.get();
        poller.soon();

        assertThat(poller.hasEnded()).isTrue();
        assertThat(looks).hasValue(atTheEnd);
    }

    @Test
    void interruptsALookThatDoesNotEnd() {
        CountDownLatch never = new CountDownLatch(1);
        Poller poller = new Poller("test", OFTEN, () -> {
            looks.incrementAndGet();
            waitFor(never);
        });
        poller.start();
        await().until(() -> looks.get() == 1);

        poller.close();

        assertThat(poller.hasEnded()).isTrue();
    }

    @Test
    void endsEvenIfItNeverBegan() {
        Poller poller = new Poller("test", OFTEN, looks::incrementAndGet);

        poller.close();

        assertThat(poller.hasEnded()).isTrue();
        assertThat(looks).hasValue(0);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
