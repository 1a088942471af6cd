package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedChildTest {
    private static final Backoff SHORT = new Backoff(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofHours(1));

    @TempDir
    Path directory;

    private final List<String> states = new CopyOnWriteArrayList<>();
    private SupervisedChild child;

    @AfterEach
    void stop() throws InterruptedException {
        child.stop();
    }

    @Test
    void aKilledChildComesBackAsAnotherProcess() throws Exception {
        start("touch ready; exec sleep 600");
        awaitState("READY");
        ChildProcess first = child.snapshot().process().orElseThrow();

        first.kill();

        Awaitility.await()
                .until(() -> child.snapshot().state() instanceof ChildState.Ready ready && ready.restarts() == 1);
        assertThat(child.snapshot().process().orElseThrow().pid()).isNotEqualTo(first.pid());
    }

    @Test
    void aChildThatCannotStartIsTriedAgainWithPauses() throws Exception {
        start("exit 3");

        Awaitility.await().until(() -> child.snapshot().state().restarts() >= 3);

        child.stop();
        assertThat(states).startsWith("STARTING", "STARTING", "BACKING_OFF", "STARTING");
        assertThat(states).doesNotContain("READY");
    }

    @Test
    void theReasonOfAFailureNamesStatusAndLog() throws Exception {
        start("exit 3");

        Awaitility.await()
                .until(() -> child.snapshot().state().reason().isPresent()
                        || child.snapshot().state().restarts() > 0);

        child.stop();
        Awaitility.await()
                .untilAsserted(() -> assertThat(reasons)
                        .anySatisfy(reason -> assertThat(reason).contains("ended with status 3", "test.log")));
    }

    @Test
    void aStoppedChildIsGoneAndStaysGone() throws Exception {
        start("touch ready; exec sleep 600");
        awaitState("READY");
        ChildProcess process = child.snapshot().process().orElseThrow();

        child.stop();

        assertThat(process.isAlive()).isFalse();
        assertThat(child.snapshot().state()).isInstanceOf(ChildState.Stopped.class);
        assertThat(states).endsWith("STOPPING", "STOPPED");
    }

    @Test
    void aChildThatIgnoresTheSignalIsKilled() throws Exception {
        start("trap '' TERM; touch ready; while :; do sleep 1; done");
        awaitState("READY");
        ChildProcess process = child.snapshot().process().orElseThrow();

        child.stop();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void outputGoesToTheLog() throws Exception {
        start("echo said; touch ready; exec sleep 600");
        awaitState("READY");

        Awaitility.await()
                .untilAsserted(() -> assertThat(Files.readString(directory.resolve("test.log")))
                        .isEqualTo("said\n"));
    }

    private final List<String> reasons = new CopyOnWriteArrayList<>();

    private void start(String script) throws IOException {
        RotatingLog log = new RotatingLog(directory.resolve("test.log"), 1 << 20, 1);
        child = new SupervisedChild(new Script(script), log, SHORT, Clock.systemUTC(), this::remember);
        child.start();
    }

    private void remember() {
        ChildState state = child.snapshot().state();
        states.add(state.phase().name());
        state.reason().ifPresent(reasons::add);
    }

    private void awaitState(String word) {
        Awaitility.await().until(() -> child.snapshot().state().phase().name().equals(word));
    }

    /** A shell script that is ready when it has made a file. */
    private final class Script implements Child {
        private final String text;

        Script(String text) {
            this.text = text;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void prepare() throws IOException {
            Files.deleteIfExists(directory.resolve("ready"));
        }

        @Override
        public ProcessBuilder command() {
            return new ProcessBuilder("/bin/sh", "-c", text).directory(directory.toFile());
        }

        @Override
        public boolean isReady() {
            return Files.exists(directory.resolve("ready"));
        }

        @Override
        public Duration startLimit() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Duration stopLimit() {
            return Duration.ofMillis(300);
        }

        @Override
        public StopSignal stopSignal() {
            return StopSignal.TERMINATE;
        }
    }
}
