package dev.polder.server.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.gate.RecordFormat;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server is killed in the middle of a replay, at every step there is, and the command is given again. */
class KilledReplayTest {
    /** More than one transaction. */
    private static final int LETTERS = 1200;

    private static KafkaBrokerProcess broker;
    private static DatabaseConfig config;
    private static Database database;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() throws IOException {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        config = TestDatabase.config();
        database = Database.open(config);
        Properties properties = new Properties();
        properties.putAll(broker.clientProperties());
        try (OutputStream file = Files.newOutputStream(directory.resolve("client.properties"))) {
            properties.store(file, "");
        }
    }

    @AfterAll
    static void stop() {
        database.close();
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"CAUGHT_UP, 1", "BEGUN, 1", "SENT, 1", "COMMITTED, 1", "BEGUN, 2", "SENT, 2", "COMMITTED, 3"})
    void eachRecordIsThereOnce(LetterWriter.Step step, int occurrence) throws Exception {
        PortId id =
                PortId.parse("sales.orders." + step.name().toLowerCase().replace('_', '-') + "-" + occurrence + ".v1");
        LetterPort port = new LetterPort(id, broker.clientProperties(), LetterPort.STRICT);
        port.createTopics();
        int[] number = {0};
        byte[] body = LetterPort.lines(LETTERS, text -> text.append("{\"id\":" + number[0]++ + ",\"price\":-5}\n"));
        assertThat(port.send(RecordFormat.NDJSON, body)).isEqualTo(LETTERS);
        port.change("1.1.0", LetterPort.LENIENT);

        kill(id, step, occurrence);

        try (DeadLetters letters = port.letters(database)) {
            long rest = replayed(letters, port);
            long nothing = replayed(letters, port);

            int before =
                    step == LetterWriter.Step.COMMITTED ? Math.min(LETTERS, occurrence * 500) : (occurrence - 1) * 500;
            assertThat(rest).isEqualTo(LETTERS - before);
            assertThat(nothing).isZero();
            assertThat(letters.counts().get(id.toString())).isEqualTo(new DeadLetters.Count(LETTERS, 0));
        }
        assertThat(port.landedKeys()).hasSize(LETTERS).doesNotHaveDuplicates();
        if (step == LetterWriter.Step.SENT) {
            // The killed transaction really was on the topic.
            assertThat(port.written()).hasSizeGreaterThan(LETTERS);
        }
    }

    /** A request ends after some seconds and says where to go on. */
    private static long replayed(DeadLetters letters, LetterPort port) {
        long accepted = 0;
        Optional<LetterId> after = Optional.empty();
        do {
            Selection all = new Selection(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    after,
                    20_000);
            LetterActions.Replayed part = letters.actions().replay(port.target(), all, Optional.empty(), "ada");
            accepted += part.accepted();
            after = part.next().map(LetterId::parse);
        } while (after.isPresent());
        return accepted;
    }

    private static void kill(PortId port, LetterWriter.Step step, int occurrence)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ReplayVictim.class.getName(),
                directory.resolve("client.properties").toString(),
                config.url(),
                config.passwordFile().toString(),
                port.toString(),
                step.name(),
                Integer.toString(occurrence)));
        Path log = directory.resolve("victim-" + step + "-" + occurrence + ".log");
        Process victim = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(victim.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            victim.destroyForcibly();
        }
        assertThat(victim.exitValue()).as(Files.readString(log)).isEqualTo(ReplayVictim.DEAD);
    }
}
