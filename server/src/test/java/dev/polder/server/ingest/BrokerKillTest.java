package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.server.TestTopics;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.ingest.batch.BatchConfig;
import dev.polder.server.ingest.batch.BatchProducer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The broker is killed or frozen again and again while several threads write large bodies directly. {@code -Dpolder.kill.rounds=N}
 * for how often.
 */
class BrokerKillTest {
    private static final int ROUNDS = Integer.getInteger("polder.kill.rounds", 2);
    private static final int RECORDS = 4000;

    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static BodyTraffic traffic;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        traffic = new BodyTraffic(broker.clientProperties(), RECORDS, Duration.ZERO);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static PortId port(String name) {
        PortId port = traffic.port(name);
        topics.create(port);
        return port;
    }

    private static RecordWriter writer(Duration patience) {
        return new BatchWriter(new BatchProducer(new BatchConfig(
                broker.clientProperties(), "none", patience, 48 * 1024 * 1024, Duration.ofSeconds(10))));
    }

    @Test
    void aBrokerThatIsKilledAmongBodiesLosesNothingAndDoublesNothing() throws Exception {
        PortId port = port("killed");
        try (RecordWriter records = writer(Duration.ofSeconds(45))) {
            BodyTraffic.Sent sent = traffic.write(port, records, ROUNDS, answers -> {
                broker.kill();
                broker.restart();
            });

            traffic.check(port, topics, sent);
            assertThat(sent.refusals()).isEmpty();
        }
    }

    @Test
    void aBrokerThatFreezesIsSentTheSameBatchesAgain() throws Exception {
        PortId port = port("frozen");
        // Requests are given up after half of the patience.
        try (RecordWriter records = writer(Duration.ofSeconds(6))) {
            BodyTraffic.Sent sent = traffic.write(
                    port, records, Math.max(1, ROUNDS / 2), answers -> broker.freeze(Duration.ofMillis(3800)));

            traffic.check(port, topics, sent);
        }
    }

    @Test
    void whatIsGivenUpIsThereAtMostOnce() throws Exception {
        PortId port = port("given-up");
        try (RecordWriter records = writer(Duration.ofSeconds(2))) {
            BodyTraffic.Sent sent = traffic.write(port, records, Math.max(1, ROUNDS / 2), answers -> {
                broker.kill();
                broker.restart();
            });

            traffic.check(port, topics, sent);
            assertThat(sent.refusals())
                    .isNotEmpty()
                    .allSatisfy(refusal -> assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE));
        }
    }
}
