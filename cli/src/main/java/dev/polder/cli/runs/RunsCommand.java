package dev.polder.cli.runs;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.Json;
import dev.polder.core.name.PortAddress;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder runs}. */
@Command(name = "runs", header = "List runs of transforms, newest first.")
public final class RunsCommand extends ServerCommand {
    @Parameters(arity = "0..1", paramLabel = "ADDRESS", description = "Only runs that make this port.")
    private String address;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Mixin
    private OutputOption output = new OutputOption();

    public RunsCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Optional<PortAddress> port = Optional.ofNullable(address).map(PortAddress::parse);
        List<Json> runs = client().runs(port, Math.max(1, limit));
        if (runs.isEmpty() && output.isTable()) {
            terminal().note("Nothing has run yet.");
            return ExitCode.OK;
        }
        RunView.listing().print(terminal(), output.format(), runs);
        return ExitCode.OK;
    }
}
