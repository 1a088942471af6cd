package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.TopicFormat;
import dev.polder.core.problem.Code;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LandingLoopTest {
    private final Memory controlPlane = new Memory();
    private final Deliveries deliveries = new Deliveries(controlPlane);
    private final Thread delivering = new Thread(deliveries);
    private final AtomicLong now = new AtomicLong();
    private final LandingLoop loop = new LandingLoop(TestPort.topics(), TestPort.lander(1000), deliveries, now::get);

    LandingLoopTest() {
        delivering.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        delivering.interrupt();
        delivering.join();
    }

    @Test
    void tellsWhereAPortStandsAndThenOnlyWhatIsNew() throws Exception {
        TestPort port = TestPort.withPartitions(1);
        port.send(0, 1);
        port.land();
        loop.keep(List.of(port.landing()));

        pass();
        pass();
        port.send(0, 2);
        pass();

        assertThat(controlPlane.reports(2)).extracting(LandingReport::records).containsExactly(0L, 1L);
        assertThat(controlPlane.reports.get(0).offsets()).isEqualTo(Map.of(0, 1L));
    }

    @Test
    void commitsAtMostOnceASecond() throws Exception {
        TestPort port = TestPort.withPartitions(1);
        loop.keep(List.of(port.landing()));
        port.send(0, 1);
        loop.pass();
        port.send(0, 2);
        loop.pass();
        loop.pass();
        assertThat(port.ids()).containsExactly(1L);

        pass();

        assertThat(port.ids()).containsExactly(1L, 2L);
    }

    @Test
    void tellsAFailureOnceAndThatItIsOver() throws Exception {
        TestPort port = TestPort.withPartitions(1);
        port.send(0, 1);
        port.schemas(TestPort.LINE, Map.of(99, TestPort.LINE.toString()));
        loop.keep(List.of(port.landing()));
        pass();
        pass();
        pass();
        port.schemas(TestPort.LINE, Map.of(TestPort.SCHEMA_ID, TestPort.LINE.toString()));
        loop.keep(List.of(port.landing()));
        loop.pass();

        List<LandingReport> reports = controlPlane.reports(2);
        assertThat(reports.get(0).problem().map(Problem::code)).contains(Code.RECORD_UNREADABLE);
        assertThat(reports.get(1).problem()).isEmpty();
        assertThat(port.ids()).containsExactly(1L);
    }

    @Test
    void landsTheOtherPortsWhenOneFails() throws Exception {
        TestPort broken = TestPort.withPartitions(1);
        TestPort sound = TestPort.withPartitions(1);
        TestMesh.send(broken.topic(), 0, new byte[] {1});
        sound.send(0, 1);
        loop.keep(List.of(broken.landing(), sound.landing()));

        pass();

        assertThat(sound.ids()).containsExactly(1L);
    }

    @Test
    void passesOverATopicThatIsNotThere() throws Exception {
        TestPort port = TestPort.withPartitions(1);
        Landing gone =
                new Landing("a.b.c.v1", "a.b.c.v1", TopicFormat.AVRO, port.table(), "{}", Map.of(), false, List.of());
        port.send(0, 1);
        loop.keep(List.of(gone, port.landing()));

        pass();

        assertThat(port.ids()).containsExactly(1L);
    }

    @Test
    void deliversReportsWhenTheServerIsBack() throws Exception {
        controlPlane.failures.set(3);
        TestPort port = TestPort.withPartitions(1);
        port.send(0, 1);
        loop.keep(List.of(port.landing()));

        pass();

        assertThat(controlPlane.reports(1)).extracting(LandingReport::records).containsExactly(1L);
        assertThat(controlPlane.failures).hasValue(0);
    }

    private void pass() throws InterruptedException {
        now.addAndGet(60_000_000_000L);
        loop.pass();
    }

    /** Keeps reports; does not answer as often as it is told. */
    private static final class Memory implements ControlPlane {
        private final List<LandingReport> reports = new CopyOnWriteArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();

        List<LandingReport> reports(int count) {
            Awaitility.await().until(() -> reports.size() >= count);
            assertThat(reports).hasSize(count);
            return reports;
        }

        @Override
        public Work poll(boolean busy) {
            return new Work(List.of(), Optional.empty());
        }

        @Override
        public void report(LandingReport report) throws IOException {
            if (failures.get() > 0) {
                failures.decrementAndGet();
                throw new IOException("away");
            }
            reports.add(report);
        }

        @Override
        public void finish(RunReport report) {
            throw new UnsupportedOperationException();
        }
    }
}
