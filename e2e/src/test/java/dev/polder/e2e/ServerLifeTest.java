package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One server through everything that can happen to it, in order: starting it is what takes the time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServerLifeTest {
    @TempDir
    static Path directory;

    private static RunningPolder polder;

    @BeforeAll
    static void start() throws Exception {
        polder = RunningPolder.in(directory.resolve("data with a space"));
        RunningPolder.Outcome outcome = polder.up().orFail();
        assertThat(outcome.out())
                .contains(polder.address().toString(), polder.data().toString(), "admin.token");
        assertThat(outcome.out()).doesNotContain(polder.token("admin"));
        putData();
        System.out.println("All parts together: " + polder.residentMegabytes() + " MB resident");
    }

    @AfterAll
    static void stop() {
        polder.close();
    }

    @Test
    @Order(1)
    void allPartsAreReadyAfterTheStart() {
        assertThat(polder.isReady()).isTrue();
        assertThat(polder.parts().keySet()).containsExactlyInAnyOrder("server", "postgres", "kafka", "spark");
    }

    @Test
    @Order(2)
    void aSecondUpLeavesTheServerAsItIs() {
        Optional<Long> before = polder.pid("server");

        RunningPolder.Outcome outcome = polder.up().orFail();

        assertThat(outcome.out()).contains("already up");
        assertThat(polder.pid("server")).isEqualTo(before);
    }

    @Test
    @Order(3)
    void aTakenPortIsNamedWithTheProcessThatHasIt() {
        RunningPolder other = polder.beside(directory.resolve("other"));

        RunningPolder.Outcome outcome = other.up();

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err())
                .contains(
                        "PORT_TAKEN",
                        Integer.toString(polder.port()),
                        "process " + polder.pid("server").orElseThrow())
                .contains("--port")
                .doesNotContain("Exception");
    }

    @Test
    @Order(4)
    void aSecondServerOnTheSameDataIsRefused() {
        RunningPolder.Outcome outcome = polder.server("--data", polder.data().toString());

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("DATA_DIRECTORY", "process " + polder.pid("server").orElseThrow())
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(strings = {"postgres", "kafka", "spark"})
    void aKilledPartComesBack(String part) throws Exception {
        long before = polder.pid(part).orElseThrow();

        kill(before);

        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> polder.pid(part).filter(pid -> pid != before).isPresent() && polder.isReady());
        assertThat(polder.parts().get(part).path("restarts").asInt()).isPositive();
        assertDataIsThere();
    }

    @Test
    @Order(6)
    void afterTheServerWasKilledTheNextOneEndsWhatItLeftBehind() throws Exception {
        List<ProcessHandle> children = List.of("postgres", "kafka", "spark").stream()
                .map(part -> ProcessHandle.of(polder.pid(part).orElseThrow()).orElseThrow())
                .toList();
        kill(polder.pid("server").orElseThrow());

        polder.up().orFail();

        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(polder.isReady()).isTrue();
        assertDataIsThere();
    }

    @Test
    @Order(7)
    void downEndsWhatAKilledServerLeftBehind() throws Exception {
        List<ProcessHandle> processes = processes();
        kill(polder.pid("server").orElseThrow());

        polder.down().orFail();

        assertThat(processes).hasSize(4).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    @Order(8)
    void theNextStartKeepsTheDataAlsoOnOtherPorts() throws Exception {
        String token = polder.token("admin");
        polder = polder.onOtherPorts();

        polder.up().orFail();

        assertThat(polder.token("admin")).isEqualTo(token);
        assertDataIsThere();
    }

    @Test
    @Order(9)
    void downStopsEverythingAndASecondDownDoesNothing() {
        List<ProcessHandle> processes = processes();

        polder.down().orFail();

        assertThat(processes).hasSize(4).noneMatch(ProcessHandle::isAlive);
        assertThat(polder.down().orFail().err()).contains("No server runs");
    }

    @Test
    @Order(10)
    void whoInterruptsAStartIsLeftWithNothingRunningAndNoReproach() throws Exception {
        polder.install(directory);
        Process up = new ProcessBuilder(directory.resolve("polder").toString(), "up", "--port", "" + polder.port())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = up.inputReader()) {
            said.add(lines.readLine());
            // Process.destroy would close what it still has to say.
            up.toHandle().destroy();
            lines.lines().forEach(said::add);
        }

        assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).contains("Polder is stopped; all data stays.").noneMatch(line -> line.contains("UNAVAILABLE"));
        assertThat(polder.down().orFail().err()).contains("No server runs");
    }

    private static List<ProcessHandle> processes() {
        return polder.parts().values().stream()
                .map(part -> ProcessHandle.of(part.path("pid").longValue()).orElseThrow())
                .toList();
    }

    /** Something in the broker, something in the catalog and so in the database. */
    private static void putData() throws Exception {
        try (Admin admin = Admin.create(polder.kafkaClient())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
        polder.json(
                "POST",
                "/iceberg/v1/namespaces",
                "{\"namespace\":[\"kept\"],\"properties\":{}}",
                Optional.of(polder.token("process")));
    }

    private static void assertDataIsThere() throws Exception {
        try (Admin admin = Admin.create(polder.kafkaClient())) {
            assertThat(admin.listTopics().names().get()).contains("kept");
        }
        assertThat(polder.json("GET", "/iceberg/v1/namespaces", "").toString()).contains("kept");
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
    }
}
