package dev.polder.cli.up;

import dev.polder.cli.DataDirectory;
import dev.polder.cli.ExitCode;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polder down}. */
@Command(
        name = "down",
        header = "Stop the server and its parts; all data stays.",
        description = "Nothing happens when none runs.")
public final class DownCommand extends PolderCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory of the server to stop. Default: POLDER_DATA, else ~/.polder.")
    private Path data;

    public DownCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        LocalServer server = new LocalServer(DataDirectory.find(Optional.ofNullable(data), session()));
        Optional<ProcessHandle> process = server.process();
        if (process.isPresent()) {
            end(List.of(process.get()));
        }
        // A server that was killed, perhaps only a moment ago, could not stop its children.
        List<ProcessHandle> strays = server.strays();
        end(strays);
        if (process.isPresent()) {
            terminal()
                    .note("Polder is stopped; its data stays in "
                            + server.data().path());
        } else if (strays.isEmpty()) {
            terminal().note("No server runs on " + server.data().path());
        } else {
            terminal().note("The server was gone already; what it had left behind is stopped");
        }
        return ExitCode.OK;
    }

    private void end(List<ProcessHandle> processes) throws InterruptedException {
        processes.forEach(ProcessHandle::destroy);
        List<Long> remaining = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillThere) {
                remaining.add(process.pid());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        if (!remaining.isEmpty()) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "Still running " + PATIENCE.toSeconds() + " s after they were asked to stop: processes "
                            + remaining,
                    "Wait, or end them with kill -9; the next polder up recovers");
        }
    }
}
