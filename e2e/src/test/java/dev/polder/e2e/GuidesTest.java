package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What the README and the guides tell a newcomer to type, typed. Only addresses, places and ids are those of the test. */
@ExtendWith(SharedPolder.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuidesTest {
    private static final Path ROOT = Path.of(System.getProperty("polder.root"));
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");
    private static final Pattern TYPED =
            Pattern.compile("(?m)^(?:\\$ )?((?:\\./)?(?:polder|printf|curl) (?:.*\\\\\\n)*.*)$");

    @TempDir
    private static Path directory;

    private static RunningPolder polder;

    @BeforeAll
    static void install(RunningPolder shared) throws IOException {
        polder = shared;
        polder.install(directory);
    }

    @Test
    @Order(1)
    void theReadmesFirstProductTakesARecordAndRefusesTheOther() throws IOException {
        String section = readme("A first product");
        Matcher block = FENCED.matcher(section);
        while (block.find()) {
            Matcher document = Pattern.compile("(?s)# (hello/\\S+).*?\\n.*").matcher(block.group(2));
            if (document.matches()) {
                Path file = directory.resolve(document.group(1));
                Files.createDirectories(file.getParent());
                Files.writeString(file, block.group(2));
            }
        }

        List<Outcome> outcomes = typed(section).stream().map(GuidesTest::type).toList();

        assertThat(outcomes).extracting(Outcome::status).containsExactly(0, 0, 1, 0);
        assertThat(outcomes.get(1).out()).contains("Applied: 7 created");
        assertThat(outcomes.get(2).out()).contains("2 records, 1 accepted, 1 refused");
        assertThat(outcomes.get(2).err()).contains("record 2 $.who RECORD_LENGTH");
        awaitGreetings("world,2");
    }

    @Test
    @Order(2)
    void theReadmesNewcomerGetsAccessAndSeesWhatIsOwed() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();

        for (String line : typed(readme("Who reads it"))) {
            outcomes.add(type(line.contains(" ID") ? line.replace(" ID", " " + requestOf("bea")) : line));
        }

        assertThat(outcomes).extracting(Outcome::status).containsExactly(0, 0, 3, 0, 0, 0, 0, 0);
        assertThat(outcomes.get(2).err()).contains("DENIED bea may not read", "--purpose newsletter");
        assertThat(outcomes.get(5).out()).containsPattern("[0-9a-f]{64} +2").doesNotContain("world");
        assertThat(outcomes.get(7).out()).contains("grant.request", "denied", "allowed");
    }

    @Test
    @Order(3)
    void theFirstProductsGuideWorksAsItStands() throws IOException {
        Files.writeString(directory.resolve("records.ndjson"), "{\"who\":\"sun\",\"times\":7}\n");

        for (String line : guide("first-product.md")) {
            Outcome outcome = type(line);
            assertThat(outcome.status())
                    .as("%s%n%s%s", line, outcome.out(), outcome.err())
                    .isEqualTo(line.startsWith("printf") ? 1 : 0);
        }

        awaitGreetings("sun,7", "world,2", "world,2");
    }

    @Test
    @Order(4)
    void peopleAndTokensAreMadeAsTheGuideSays() throws IOException {
        List<String> lines = guide("users-and-tokens.md").stream()
                // Logging in is for a terminal.
                .takeWhile(line -> !line.startsWith("polder login"))
                .toList();

        for (String line : lines) {
            String id = line.contains("k3xw9mq2fa") ? newestTokenOf("ana") : "";
            type(line.replace("k3xw9mq2fa", id)).orFail();
        }

        assertThat(lines).hasSizeGreaterThan(8);
        assertThat(type("polder team members sales-team").out()).contains("ana", "reporting");
        assertThat(type("polder token list --user ana").out()).contains("revoked");
    }

    @Test
    @Order(5)
    void theAuditIsSearchedExportedAndVerifiedAsTheGuideSays() throws IOException {
        type("polder audit key > audit-key.pem").orFail();
        List<Outcome> outcomes = new ArrayList<>();

        for (String line : guide("audit.md")) {
            if (line.startsWith("polder audit accept-key")) {
                // For whoever has lost the key, and only then.
                continue;
            }
            outcomes.add(type(line.replace(
                                    "/media/audit", directory.resolve("audit").toString())
                            .replace(
                                    "/elsewhere", polder.data().resolve("audit").toString()))
                    .orFail());
        }

        assertThat(outcomes.get(outcomes.size() - 1).out()).contains("Entries verified", "a checkpoint confirms them");
    }

    private static void awaitGreetings(String... rows) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .untilAsserted(() -> assertThat(
                                type("polder query 'SELECT * FROM hello.greetings.greetings ORDER BY who' -o csv")
                                        .orFail()
                                        .out()
                                        .lines()
                                        .skip(1))
                        .containsExactly(rows));
    }

    /** What stands under a heading of the README. */
    private static String readme(String heading) throws IOException {
        return Files.readString(ROOT.resolve("README.md"))
                .replaceFirst("(?s)^.*\n## " + heading + "\n", "")
                .replaceFirst("(?s)\n## .*$", "");
    }

    private static String requestOf(String user) {
        return JsonMapper.shared()
                .readTree(type("polder access list --mine -o json --token-file " + user + ".token")
                        .orFail()
                        .out())
                .path(0)
                .path("id")
                .asString();
    }

    private static String newestTokenOf(String user) {
        return JsonMapper.shared()
                .readTree(type("polder token list -o json --user " + user)
                        .orFail()
                        .out())
                .path(0)
                .path("id")
                .asString();
    }

    private static List<String> guide(String name) throws IOException {
        return typed(Files.readString(ROOT.resolve("docs/guide").resolve(name)));
    }

    /** The lines of a page that are for the shell, continued ones as one. */
    private static List<String> typed(String page) {
        List<String> lines = new ArrayList<>();
        Matcher block = FENCED.matcher(page);
        while (block.find()) {
            Matcher line = TYPED.matcher(block.group(2));
            while (block.group(1).isEmpty() && line.find()) {
                lines.add(line.group(1));
            }
        }
        return lines;
    }

    private static Outcome type(String line) {
        ProcessBuilder shell = new ProcessBuilder(
                "bash",
                "-c",
                line.replace("~/.polder", polder.data().toString())
                        .replaceAll("(127\\.0\\.0\\.1|localhost):7480", "127.0.0.1:" + polder.port()));
        shell.directory(directory.toFile());
        shell.environment().merge("PATH", directory.toString(), (path, ours) -> ours + ":" + path);
        return RunningPolder.program("", shell);
    }
}
