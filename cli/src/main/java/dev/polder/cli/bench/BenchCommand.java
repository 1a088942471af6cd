package dev.polder.cli.bench;

import dev.polder.cli.ExitCode;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder bench}. */
@Command(
        name = "bench",
        header = "Measure Polder beside its peers on this machine.",
        description = {
            "Everything is generated, started and removed by the command itself. Figures with their targets go to",
            "standard output. Close other programs first; docs/benchmarks.md says what each figure means."
        })
public final class BenchCommand extends PolderCommand {
    private static final String EXPLANATION = """
            Measures Polder beside its peers on this machine, same records, same run.

              polder bench gate       the check of one record, beside JSON Schema and Jackson     7 minutes
              polder bench produce    a Kafka producer with the gate, beside one without          4 minutes
              polder bench http       records posted over HTTP, beside a Kafka producer           5 minutes
              polder bench audit      entries that become durable, and verifying them              3 minutes
              polder bench policy     who may read what, by 1,000 policies and 10,000 grants      1 minute
              polder bench query      governed queries, beside DuckDB alone                       3 minutes
              polder bench revocation how soon what was revoked is refused, on every way out      4 minutes

              --json                  figures as JSON for programs
              --runs N                rounds; a figure is the median of its rounds                3
              --quick                 see in seconds that it works; the numbers mean nothing

            Close other programs first. docs/benchmarks.md says what each figure means.""";

    /** What is measured. */
    enum What {
        GATE,
        PRODUCE,
        HTTP,
        AUDIT,
        POLICY,
        QUERY,
        REVOCATION
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            description = "gate, produce, http, audit, policy, query or revocation. Without: explain.")
    private What what;

    @Option(names = "--json", description = "Figures as a JSON array on standard output, nothing else there.")
    private boolean json;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Rounds; a figure is the median of its rounds. Default: 3.")
    private Integer runs;

    @Option(names = "--quick", description = "One short round: shows that it works, the numbers mean nothing.")
    private boolean quick;

    public BenchCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (what == null) {
            terminal().line(EXPLANATION);
            return ExitCode.OK;
        }
        if (runs != null && (runs < 1 || runs > 999)) {
            throw new PolderException(Code.USAGE, "--runs cannot be " + runs, "Choose 1 to 999");
        }
        terminal().flush();
        Process process = new ProcessBuilder(command()).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    private List<String> command() {
        Path home = home();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx1g",
                // As the server is started: encrypted fields are measured.
                "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED",
                "-Dpolder.home=" + home,
                "-cp",
                home.resolve("lib/bench") + File.separator + "*",
                "dev.polder.bench.BenchMain",
                what.name().toLowerCase(Locale.ROOT)));
        if (json) {
            command.add("--json");
        }
        if (quick) {
            command.add("--quick");
        }
        if (runs != null) {
            command.add("--runs=" + runs);
        }
        return command;
    }

    private static Path home() {
        return Optional.ofNullable(System.getProperty("polder.home"))
                .map(Path::of)
                .filter(home -> Files.isDirectory(home.resolve("lib/bench")))
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND,
                        "The benchmarks are not installed",
                        "Run them from the source: ./polder bench"));
    }
}
