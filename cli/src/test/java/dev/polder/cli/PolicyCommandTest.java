package dev.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.cli.render.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
    private static final Path RETAIL = Path.of(System.getProperty("polder.root"), "examples", "retail");
    private static final String UNPROTECTED = """
            apiVersion: polder.dev/v1
            kind: PolicyTest
            only: [mesh/personal-data-is-masked]
            cases:
              - name: everybody sees names
                principal: { name: ana, domains: [marketing] }
                purpose: campaign
                port: customers.profiles.customers
                granted: true
                expect: { decision: permit, masks: {} }
              - name: nobody sees anything
                principal: { name: carl, domains: [customers] }
                port: customers.profiles.customers
                expect: { decision: deny }
              - name: orders are badly described
                product: sales.orders
                expect: { violations: [{ policy: mesh/ports-are-described }] }
              - name: a port that is not there
                principal: { name: ana }
                port: customers.profiles.nothing
                expect: { decision: deny }
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theRetailExampleKeepsToTheLibraryAndAllItsCasesPass() {
        int code = polder("policy", "test", RETAIL.toString());

        assertThat(problems()).isEmpty();
        assertThat(printed())
                .startsWith("14 policies, 5 products: 0 violations, 0 warnings; 17 cases: 17 passed, 0 failed");
        assertThat(code).isEqualTo(ExitCode.OK);
    }

    @Test
    void aCaseThatFailsSaysWhatCameOut() throws IOException {
        Path mesh = copy();
        Files.writeString(mesh.resolve("policies/tests/wrong.yaml"), UNPROTECTED);

        assertThat(polder("policy", "test", mesh.toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(problems())
                .contains(mesh
                        + "/policies/tests/wrong.yaml:5:5 POLICY_TEST_FAILED \"everybody sees names\": expected masks {},"
                        + " but they are {birth_country: null, birth_date: yearOnly, email: hash,")
                .contains("\"nobody sees anything\": expected deny, but it is permitted (domain customers: ")
                .contains("\"orders are badly described\": expected that sales.orders does not keep to"
                        + " mesh/ports-are-described, but it does")
                .contains("there is no port customers.profiles.nothing");
        assertThat(printed()).endsWith("21 cases: 17 passed, 4 failed\n");
    }

    @Test
    void productsThatDoNotKeepToAPolicyAreFoundInTheirFiles() throws IOException {
        Path mesh = copy();
        Path contract = mesh.resolve("domains/support/returns/contracts/returns.odcs.yaml");
        Files.writeString(
                contract,
                Files.readString(contract)
                        .replaceAll("(?m)^.*property: retention.*\n", "")
                        .replace("      - name: reason", "      - name: theReason"));

        assertThat(polder("policy", "test", mesh.toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(problems())
                .contains(
                        "domains/support/returns/product.odps.yaml:",
                        "POLICY_VIOLATED",
                        "The port support.returns.returns does not say how long its data is kept (mesh/retention-is-set)")
                .contains(
                        "contracts/returns.odcs.yaml:",
                        "The column theReason of support.returns.returns is not written in");
        assertThat(printed()).contains("1 violation, 1 warning");
    }

    @Test
    void anExceptionTurnsAViolationIntoAWarningUntilItEnds() throws IOException {
        Path mesh = copy();
        Path product = mesh.resolve("domains/support/returns/product.odps.yaml");
        Files.writeString(
                product, Files.readString(product).replaceAll("(?s)support:\n  - .*?\noutputPorts", "outputPorts"));
        Path exception = mesh.resolve("policies/no-channel.yaml");
        Files.writeString(exception, exception("2999-01-01"));

        assertThat(polder("policy", "test", mesh.toString())).isEqualTo(ExitCode.OK);
        assertThat(problems()).contains("(warning)", "excepted until 2999-01-01T00:00:00Z");
        Files.writeString(exception, exception("2026-01-01"));
        assertThat(polder("policy", "test", mesh.toString())).isEqualTo(ExitCode.FINDINGS);
    }

    private static String exception(String expires) {
        return """
                apiVersion: polder.dev/v1
                kind: PolicyException
                policy: mesh/products-have-a-support-channel
                product: support.returns
                reason: The channel moves
                approver: cleo
                expires: '%s'
                """.formatted(expires);
    }

    @Test
    void aDomainAloneIsTestedWithThePoliciesOfItsMesh() throws IOException {
        Path mesh = copy();
        Path contract = mesh.resolve("domains/support/returns/contracts/returns.odcs.yaml");
        Files.writeString(contract, Files.readString(contract).replaceAll("(?m)^.*property: retention.*\n", ""));
        Path domain = mesh.resolve("domains/support");

        assertThat(polder("policy", "test", domain.toString())).isEqualTo(ExitCode.OK);
        assertThat(polder("policy", "test", "--with", mesh.toString(), domain.toString()))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(problems()).contains("mesh/retention-is-set");
    }

    @Test
    void resultsAreThereForPrograms() {
        assertThat(polder("policy", "test", "-o", "json", RETAIL.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).contains("\"policies\": 14", "\"passed\": true").doesNotContain("\"passed\": false");
    }

    @Test
    void lintSaysWhatIsWrongWithAnExpression() throws IOException {
        Path mesh = copy();
        Path policy = mesh.resolve("policies/retired-ports-are-not-read.yaml");
        Files.writeString(policy, Files.readString(policy).replace("port.status == 'retired'", "port.stauts == 3"));

        assertThat(polder("lint", mesh.toString())).isEqualTo(ExitCode.FINDINGS);

        assertThat(problems()).contains("retired-ports-are-not-read.yaml:5:7 POLICY_INVALID", "port.stauts");
    }

    @Test
    void theLibraryIsTheExamplesPoliciesAndCanBeBegunWith() throws IOException {
        Files.writeString(directory.resolve("mesh.yaml"), "apiVersion: polder.dev/v1\nkind: Mesh\nname: mine\n");
        Path policies = Files.createDirectories(directory.resolve("policies"));
        Files.writeString(policies.resolve("retention-is-set.yaml"), "# ours\n");

        assertThat(polder("policy", "init", directory.toString())).isEqualTo(ExitCode.OK);

        assertThat(printed()).contains("14 files written to", "1 left as they are");
        assertThat(policies.resolve("retention-is-set.yaml")).hasContent("# ours\n");
        for (Path file : files(RETAIL.resolve("policies"))) {
            Path copied = policies.resolve(RETAIL.resolve("policies").relativize(file));
            assertThat(copied).exists();
            if (!copied.endsWith("retention-is-set.yaml")) {
                assertThat(copied).hasSameTextualContentAs(file);
            }
        }
        out.reset();
        assertThat(polder("policy", "library")).isEqualTo(ExitCode.OK);
        assertThat(printed()).contains("personal-data-is-masked", "People outside the domain see no personal data");
        assertThat(polder("policy", "library", "nothing")).isEqualTo(ExitCode.FAILED);
    }

    private Path copy() throws IOException {
        Path mesh = directory.resolve("retail");
        for (Path file : files(RETAIL)) {
            Path target = mesh.resolve(RETAIL.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        return mesh;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private int polder(String... args) {
        err.reset();
        Terminal terminal = Terminal.to(new ByteArrayInputStream(new byte[0]), out, err);
        return PolderMain.run(new Session(terminal, Map.of()), args);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String problems() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
