package dev.polder.cli.runs;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.client.Json;
import dev.polder.client.PolderClient;
import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder run}. */
@Command(
        name = "run",
        header = "Run the transform that makes a port now.",
        description = "With --wait it ends when the run has: 1 when a quality rule did not hold, 3 when it failed.")
public final class RunCommand extends ServerCommand {
    private static final Duration POLL = Duration.ofMillis(500);

    @Parameters(paramLabel = "ADDRESS", description = "The port, such as customers.customer-360.customer-360.")
    private String address;

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            defaultValue = "0",
            fallbackValue = "10m",
            converter = Times.Span.class,
            parameterConsumer = Times.Span.class,
            description = "Wait until the run has ended, for 10m or the given time.")
    private Duration wait;

    @Mixin
    private OutputOption output = new OutputOption();

    public RunCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        PortAddress port = PortAddress.parse(address);
        PolderClient client = client();
        Json run = client.run(port);
        if (!wait.isZero()) {
            run = ended(client, port, run);
        }
        if (output.isTable()) {
            RunView.listing().print(terminal(), output.format(), List.of(run));
        } else {
            output.format().print(terminal(), run);
        }
        if (!RunView.isBad(run)) {
            return ExitCode.OK;
        }
        return RunView.stateName(run).equals("QUALITY_FAILED") ? ExitCode.FINDINGS : ExitCode.FAILED;
    }

    private Json ended(PolderClient client, PortAddress port, Json started) throws InterruptedException {
        Optional<String> id = started.text("id").or(() -> started.at("run").text("id"));
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            Json run = client.runs(Optional.of(port), 100).stream()
                    .filter(candidate -> candidate.text("id").equals(id))
                    .findFirst()
                    .orElse(started);
            if (RunView.hasEnded(run)) {
                return run;
            }
            if (System.nanoTime() > deadline) {
                throw new PolderException(
                        Code.NOT_READY,
                        "The run has not ended after " + wait.toSeconds() + " s; it goes on",
                        "Look at it again: polder runs " + address);
            }
            Thread.sleep(POLL.toMillis());
        }
    }
}
