package dev.polder.server.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many dead letters of several groups, interleaved; {@code -Dpolder.letters=1000000} for as many. Says how long things take. */
class LetterScaleTest {
    private static final Logger LOG = LoggerFactory.getLogger(LetterScaleTest.class);
    private static final int LETTERS = Integer.getInteger("polder.letters", 60_000);
    private static final int GROUPS = 10;
    private static final PageRequest PAGE = new PageRequest(100, Optional.empty());

    @Test
    void theIndexStaysSmallAndListingDoesNotReadTheTopic() {
        try (KafkaBrokerProcess broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
                Database database = TestDatabase.create()) {
            LetterPort port = new LetterPort(
                    PortId.parse("sales.orders.lines.v1"), broker.clientProperties(), LetterPort.LENIENT);
            port.createTopics();
            write(port, broker.clientProperties());
            try (DeadLetters letters = port.letters(database)) {
                timed("index", () -> letters.follower().catchUp(port.id()));
                for (int i = 0; i < 3; i++) {
                    assertThat(list(letters, port, Optional.empty()).total().waiting())
                            .isEqualTo(LETTERS);
                }
                assertThat(list(letters, port, Optional.of(Instant.now().minus(Duration.ofDays(1))))
                                .total()
                                .waiting())
                        .isEqualTo(LETTERS);
                timed("count by port", letters::counts);
                Selection half = selection(Optional.of("RULE_1"));
                LetterActions.Replayed would =
                        timed("dry run", () -> letters.actions().tryReplay(port.target(), half, Optional.empty()));
                assertThat(would.accepted()).isEqualTo(Math.min(20_000, LETTERS / GROUPS));
                timed("replay", () -> letters.actions().replay(port.target(), half, Optional.empty(), "ada"));
                timed(
                        "discard",
                        () -> letters.actions().discard(port.id(), selection(Optional.of("RULE_2")), "a test", "ada"));
                LOG.warn(
                        "rows={} index={}",
                        database.withHandle(handle -> handle.createQuery("select count(*) from dead_letter_segment")
                                .mapTo(Long.class)
                                .one()),
                        database.withHandle(handle -> handle.createQuery(
                                        "select pg_size_pretty(pg_total_relation_size('dead_letter_segment'))")
                                .mapTo(String.class)
                                .one()));
                LetterService.Listing listing = list(letters, port, Optional.empty());
                assertThat(listing.total().replayed()).isEqualTo(would.accepted());
                assertThat(listing.total().discarded()).isEqualTo(LETTERS / GROUPS);
                assertThat(listing.total().held()).isEqualTo(LETTERS);
            }
        }
    }

    private static Selection selection(Optional<String> code) {
        return new Selection(
                List.of(),
                Optional.empty(),
                code,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                code.equals(Optional.of("RULE_2")) ? 200_000 : 20_000);
    }

    private static LetterService.Listing list(DeadLetters letters, LetterPort port, Optional<Instant> since) {
        return timed(
                since.isPresent() ? "list since" : "list",
                () -> letters.service()
                        .list(
                                port.target(),
                                new LetterService.Question(
                                        since, Optional.empty(), Optional.empty(), Optional.of("hour")),
                                PAGE));
    }

    private static <T> T timed(String what, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        LOG.warn("{} of {} letters took {} ms", what, LETTERS, (System.nanoTime() - start) / 1_000_000);
        return result;
    }

    private static void write(LetterPort port, Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("batch.size", 262_144);
        properties.put("linger.ms", 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < LETTERS; i++) {
                var message = new ProducerRecord<byte[], byte[]>(
                        port.id().deadLetterTopic(), bytes("{\"id\":" + i + ",\"price\":-5}"));
                message.headers()
                        .add("polder.code", bytes("RULE_" + i % GROUPS))
                        .add("polder.field", bytes("$.price"))
                        .add("polder.message", bytes("The number is less than 0"))
                        .add(
                                "polder.refusals",
                                bytes("[{\"code\":\"RULE\",\"path\":\"$.price\",\"rule\":\"minimum 0\"}]"))
                        .add("polder.contract.version", bytes("1.0.0"))
                        .add("polder.format", bytes("ndjson"));
                producer.send(message);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
