package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.cli.render.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say and how they end, as far as no server is needed. */
class CommandsTest {
    private static final Path RETAIL = Path.of(System.getProperty("polder.root"), "examples", "retail");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutArgumentsTheFirstStepsAreShown() {
        assertThat(polder()).isEqualTo(ExitCode.OK);

        assertThat(printed()).contains("polder demo", "polder apply DIR", "polder --help");
    }

    @Test
    void helpExplainsTheExitCodes() {
        assertThat(polder("apply", "--help")).isEqualTo(ExitCode.OK);

        assertThat(printed()).contains("Usage: polder apply", "Exit codes:", "2   the command was not written");
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheNearestOne() {
        assertThat(polder("aply", "x")).isEqualTo(ExitCode.USAGE);

        assertThat(problems())
                .isEqualTo("USAGE 'aply' is no command → Did you mean: polder apply? All commands: polder --help\n");
    }

    @Test
    void anUnknownOptionIsAnsweredWithTheHelpToRead() {
        assertThat(polder("status", "--no-such")).isEqualTo(ExitCode.USAGE);

        assertThat(problems()).contains("'--no-such'", "polder status --help").doesNotContain("\tat ");
    }

    @Test
    void theRetailExampleHasNoFindings() {
        assertThat(polder("lint", RETAIL.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).endsWith("files: no findings\n");
        assertThat(problems()).isEmpty();
    }

    @Test
    void findingsNameTheFileAsItWasGiven() throws IOException {
        Path domain =
                Files.createDirectories(directory.resolve("mesh/domains/sales")).resolve("domain.yaml");
        Files.writeString(domain, "apiVersion: polder.dev/v1\nkind: Domain\nname: [sales\n");

        assertThat(polder("lint", directory.resolve("mesh").toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(problems()).startsWith(domain + ":").contains("YAML_SYNTAX", " → ");
        assertThat(printed()).isEqualTo("1 file: 1 error, 0 warnings\n");
    }

    @Test
    void lintTakesSingleFilesAndReportsAsJson() throws IOException {
        Path contract = Files.writeString(directory.resolve("a.odcs.yaml"), "kind: DataContract\nversion: [\n");

        assertThat(polder("lint", "-o", "json", contract.toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(printed()).contains("\"files\": 1", "\"code\": \"YAML_SYNTAX\"", "\"file\": \"" + contract + "\"");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aFileThatIsNoTextIsAFindingAndNotAnError() throws IOException {
        Files.write(directory.resolve("a.odcs.yaml"), new byte[] {(byte) 0xff, 0, 1});

        assertThat(polder("lint", directory.toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(problems()).contains("a.odcs.yaml:1:1 YAML_SYNTAX", "not UTF-8");
    }

    @Test
    void aFileWithMoreThanATokenIsRefusedAndNotShown() throws IOException {
        Path file = Files.writeString(directory.resolve("two.token"), "Made for ana:\npolder_secret\n");

        int code = polder("whoami", "--server", "http://127.0.0.1:1", "--token-file", file.toString());

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(problems()).startsWith("USAGE ").contains("several lines").doesNotContain("secret", "Exception");
    }

    @Test
    void anArgumentOfTheWrongKindIsSaidInWords() {
        assertThat(polder("up", "--port", "abc")).isEqualTo(ExitCode.USAGE);
        assertThat(problems()).startsWith("USAGE --port takes a whole number, and 'abc' is none");
    }

    @Test
    void aWordThatIsNoneOfThoseThereAreIsAnsweredWithThem() {
        assertThat(polder("user", "add", "ana", "--role", "king")).isEqualTo(ExitCode.USAGE);
        assertThat(problems()).startsWith("USAGE --role takes admin, governance, and 'king' is none of them");
    }

    @Test
    void whatIsNoIdOfARequestIsSaidWithoutAskingAServer() {
        assertThat(polder("access", "approve", "ana's", "--server", "http://127.0.0.1:1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(problems())
                .startsWith("USAGE 'ana's' is no id of a request for access → ")
                .doesNotContain("UUID");
    }

    @Test
    void hiddenFilesBuildOutputAndLinksThatLeadOutAreLeftAlone() throws IOException {
        String broken = "name: [";
        Path outside = Files.writeString(directory.resolve("outside.odcs.yaml"), broken);
        Path mesh = Files.createDirectories(directory.resolve("mesh"));
        for (String folder : new String[] {".git", "target", "node_modules"}) {
            Files.writeString(Files.createDirectories(mesh.resolve(folder)).resolve("x.odcs.yaml"), broken);
        }
        Files.writeString(mesh.resolve(".x.odcs.yaml"), broken);
        Files.createSymbolicLink(mesh.resolve("y.odcs.yaml"), outside);
        Files.writeString(mesh.resolve("domain.yaml"), "apiVersion: polder.dev/v1\nkind: Domain\nname: sales\n");

        assertThat(polder("lint", mesh.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).startsWith("1 file:");
    }

    @Test
    void aDirectoryWithErrorsIsNotSentAnywhere() throws IOException {
        Files.writeString(directory.resolve("domain.yaml"), "name: [");

        assertThat(polder("apply", directory.toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(problems()).contains("YAML_SYNTAX", "nothing was sent");
    }

    @Test
    void whereNoServerWasStartedTheRemedyIsToStartIt() {
        assertThat(polder("get", "ports")).isEqualTo(ExitCode.FAILED);

        assertThat(problems())
                .startsWith("UNAVAILABLE No server has been started from ")
                .contains("start it with: polder up");
    }

    @Test
    void aServerThatIsGoneIsNamed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Files.writeString(directory.resolve("server.json"), "{\"url\":\"http://127.0.0.1:" + free + "\",\"pid\":1}");

        assertThat(polder("status")).isEqualTo(ExitCode.FAILED);

        assertThat(problems())
                .isEqualTo("UNAVAILABLE No Polder server answers at http://127.0.0.1:" + free
                        + " → start it with: polder up\n");
    }

    @Test
    void anAddressThatIsNoneIsRefusedBeforeAnythingIsAsked() {
        assertThat(polder("describe", "Sales.Orders")).isEqualTo(ExitCode.FAILED);
        assertThat(problems()).contains("NAME_INVALID");

        assertThat(polder("describe", "a.b.c.d")).isEqualTo(ExitCode.USAGE);
        assertThat(polder("describe", "port", "sales.orders")).isEqualTo(ExitCode.USAGE);
        assertThat(problems()).contains("'sales.orders' is not the address of a port");
    }

    @Test
    void waitTakesADurationOnlyWhereOneStands() {
        assertThat(polder("apply", "--wait", directory.resolve("none").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(polder("apply", "--wait=90s", directory.resolve("none").toString()))
                .isEqualTo(ExitCode.USAGE);

        assertThat(problems()).doesNotContain("duration").contains("none does not exist");
    }

    @Test
    void debugShowsWhereItHappenedAndNothingElseDoes() {
        polder("get", "ports");
        assertThat(problems()).doesNotContain("\tat ");

        PolderMain.run(session(Map.of("POLDER_DEBUG", "1", "POLDER_DATA", directory.toString())), "get", "ports");
        assertThat(problems()).contains("\tat ");
    }

    @Test
    void theCompletionKnowsTheCommands() {
        assertThat(polder("completion")).isEqualTo(ExitCode.OK);

        assertThat(printed()).startsWith("#!/usr/bin/env bash").contains("describe", "ingest", "prune");
    }

    private int polder(String... args) {
        return PolderMain.run(session(Map.of("POLDER_DATA", directory.toString())), args);
    }

    private Session session(Map<String, String> environment) {
        return new Session(Terminal.to(new ByteArrayInputStream(new byte[0]), out, err), environment);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String problems() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
