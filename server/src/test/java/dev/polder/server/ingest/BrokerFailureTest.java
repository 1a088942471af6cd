package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.RecordFormat;
import dev.polder.server.TestContracts;
import dev.polder.server.TestTopics;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.privacy.PortSeals;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BrokerFailureTest {
    private static final PortId PORT = PortId.parse("sales.orders.lines.v1");

    private static KafkaBrokerProcess broker;
    private static Database database;
    private static FixedPorts ports;
    private static TestTopics topics;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        database = TestDatabase.create();
        topics = new TestTopics(broker.clientProperties());
        topics.create(PORT);
        ports = new FixedPorts();
        ports.add(
                PORT,
                1,
                TestContracts.object("- {name: id, logicalType: integer, required: true, primaryKey: true}\n"));
    }

    @AfterAll
    static void stop() {
        database.close();
        broker.close();
    }

    private static IngestService service(TopicWriter writer) {
        return new IngestService(
                ports,
                RecordWriter.through(writer),
                writer,
                new PostgresIdempotencyStore(database, Clock.systemUTC()),
                DriftKeeper.NONE,
                PortSeals.NONE);
    }

    private static IngestService.Request request(InputStream body, Optional<String> key) {
        return new IngestService.Request(PORT.address(), OptionalInt.empty(), RecordFormat.NDJSON, body, "test", key);
    }

    @Test
    void aBrokerThatIsKilledAndComesBackLosesNothingAndDoublesNothing() {
        int records = 60_000;
        try (TopicWriter writer = new TopicWriter(broker.clientProperties(), "lz4")) {
            IngestAnswer answer = service(writer)
                    .take(request(new Numbers(records, records / 2, BrokerFailureTest::bounce), Optional.empty()))
                    .answer();

            assertThat(answer.accepted()).isEqualTo(records);
            var read = topics.read(PORT.topic());
            assertThat(read.stream().map(record -> new String(record.key())).collect(Collectors.toSet()))
                    .hasSize(records);
            assertThat(read).hasSize(records);
        }
    }

    @Test
    void aBrokerThatStaysAwayFailsTheRequestWhichMayBeRepeated() throws InterruptedException {
        PortId port = PortId.parse("sales.orders.away.v1");
        topics.create(port);
        ports.add(port, 1, TestContracts.object("- {name: id, logicalType: integer}\n"));
        try (TopicWriter impatient = new TopicWriter(broker.clientProperties(), "lz4", Duration.ofSeconds(4));
                TopicWriter patient = new TopicWriter(broker.clientProperties(), "lz4")) {
            service(patient).take(tenNumbers(port, "first"));
            broker.kill();
            PolderException refusal;
            try {
                refusal = catchThrowableOfType(
                        PolderException.class, () -> service(impatient).take(tenNumbers(port, "second")));
            } finally {
                broker.restart();
            }
            assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(refusal).hasMessageContaining("it did for 0 of the ");
            assertThat(topics.read(port.topic())).hasSize(10);

            IngestService.Outcome again = service(patient).take(tenNumbers(port, "second"));
            assertThat(again.replayed()).isFalse();
            assertThat(again.answer().accepted()).isEqualTo(10);
            assertThat(topics.read(port.topic())).hasSize(20);
        }
    }

    private static IngestService.Request tenNumbers(PortId port, String key) {
        return new IngestService.Request(
                port.address(),
                OptionalInt.empty(),
                RecordFormat.NDJSON,
                new Numbers(10, 0, () -> {}),
                "test",
                Optional.of(key));
    }

    private static void bounce() {
        try {
            broker.kill();
            broker.restart();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code {"id":0}} and so on, one per line; something happens in the middle. */
    private static final class Numbers extends InputStream {
        private final int count;
        private final int middle;
        private final Runnable happens;
        private byte[] line = new byte[0];
        private int at;
        private int next;

        Numbers(int count, int middle, Runnable happens) {
            this.count = count;
            this.middle = middle;
            this.happens = happens;
        }

        @Override
        public int read() {
            if (at == line.length) {
                if (next == count) {
                    return -1;
                }
                if (next == middle) {
                    happens.run();
                }
                line = ("{\"id\":" + next++ + "}\n").getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            return line[at++];
        }
    }
}
