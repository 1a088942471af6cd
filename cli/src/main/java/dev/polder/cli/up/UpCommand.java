package dev.polder.cli.up;

import dev.polder.cli.DataDirectory;
import dev.polder.cli.ExitCode;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Style;
import dev.polder.client.PolderClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polder up}. */
@Command(
        name = "up",
        header = "Start the server with its database, broker and Spark, and wait until all are ready.",
        description = {
            "Without --detach it runs until Ctrl-C and stops everything then.",
            "A server that already runs on the data directory is left as it is."
        })
public final class UpCommand extends PolderCommand {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Option(names = "--detach", description = "Come back when everything is ready, and leave it running.")
    private boolean detach;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept. Default: POLDER_DATA, else ~/.polder.")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            description =
                    "The HTTP port; the others move with it: Kafka N+12 and N+13, PostgreSQL N-48. Default: 7480.")
    private Integer port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: polder.yaml in the data directory, if there is one.")
    private Path config;

    /** Somebody has pressed Ctrl-C. */
    private volatile boolean stopping;

    public UpCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        DataDirectory directory = absolute(DataDirectory.find(Optional.ofNullable(data), session()));
        LocalServer server = new LocalServer(directory);
        ReadyProgress progress = new ReadyProgress(terminal());
        Optional<ProcessHandle> running = server.process();
        if (running.isPresent()) {
            awaitReady(server, running.get(), progress, Optional.empty());
            announce("Polder is already up", directory);
            noteOtherPort(directory);
            return ExitCode.OK;
        }
        ServerLauncher launcher = new ServerLauncher(
                home(),
                directory.path(),
                port == null ? OptionalInt.empty() : OptionalInt.of(port),
                Optional.ofNullable(config));
        ProcessHandle process = launcher.start().toHandle();
        if (!detach) {
            stopWithThisCommand(process);
        }
        awaitReady(server, process, progress, Optional.of(launcher));
        announce("Polder is up after " + progress.elapsedText(), directory);
        if (detach) {
            return ExitCode.OK;
        }
        terminal().note("Ctrl-C stops it.");
        awaitEnd(process);
        sayNothingWhenStopping();
        throw new PolderException(
                Code.UNAVAILABLE,
                "The server ended",
                "See " + directory.path().resolve("logs/server.log") + "; polder up starts it again");
    }

    private void noteOtherPort(DataDirectory directory) {
        boolean moved = port != null
                && directory.server().filter(url -> url.getPort() != port).isPresent();
        if (moved) {
            terminal().note("It stays on its port. To move it: polder down, then polder up --port " + port);
        }
    }

    private void awaitReady(
            LocalServer server, ProcessHandle process, ReadyProgress progress, Optional<ServerLauncher> launcher)
            throws InterruptedException {
        while (true) {
            List<LocalServer.Part> parts = server.parts(process.pid());
            if (!process.isAlive()) {
                progress.done();
                sayNothingWhenStopping();
                throw launcher.map(ServerLauncher::refusal)
                        .orElseGet(() -> new PolderException(
                                Code.UNAVAILABLE, "The server ended while it started", "Run polder up again"));
            }
            boolean allReady = !parts.isEmpty() && parts.stream().allMatch(LocalServer.Part::isReady);
            Optional<URI> address = server.data().server();
            if (allReady && address.isPresent() && answers(address.get(), server.data())) {
                if (launcher.isPresent()) {
                    progress.show(parts);
                }
                progress.done();
                return;
            }
            progress.show(parts);
            if (progress.elapsed().compareTo(PATIENCE) > 0) {
                progress.done();
                throw notReady(server, parts);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static PolderException notReady(LocalServer server, List<LocalServer.Part> parts) {
        String waiting = parts.stream()
                .filter(part -> !part.isReady())
                .map(part -> part.name()
                        + part.message().map(message -> " (" + message + ")").orElse(""))
                .collect(Collectors.joining(", "));
        return new PolderException(
                Code.NOT_READY,
                "Not ready after " + PATIENCE.toSeconds() + " s: " + (waiting.isEmpty() ? "the server" : waiting),
                "See " + server.data().path().resolve("logs") + "; polder down stops what runs");
    }

    private static boolean answers(URI address, DataDirectory data) {
        try {
            return new PolderClient(address, Optional.empty(), data.ca()).isReady();
        } catch (PolderException notYet) {
            return false;
        }
    }

    private void announce(String headline, DataDirectory directory) {
        terminal().line(terminal().styled(headline, Style.GOOD));
        directory.server().ifPresent(url -> terminal().line("  address  " + url));
        terminal().line("  data     " + directory.path());
        terminal().line("  logs     " + directory.path().resolve("logs"));
        terminal()
                .line("  token    " + directory.path().resolve("admin.token")
                        + (terminal().outIsTerminal()
                                ? directory
                                        .adminToken()
                                        .map(token -> "  " + token)
                                        .orElse("")
                                : ""));
        terminal()
                .line(
                        "  you are  the administrator on this machine; for others: polder user add NAME, polder token create");
        terminal().flush();
    }

    private void stopWithThisCommand(ProcessHandle process) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (process.isAlive()) {
                stopping = true;
                process.destroy();
                try {
                    awaitEnd(process);
                    terminal().note("Polder is stopped; all data stays.");
                    terminal().flush();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
    }

    /** This program is ending: that the server ends as well is no problem to report. */
    private void sayNothingWhenStopping() throws InterruptedException {
        while (stopping) {
            Thread.sleep(POLL.toMillis());
        }
    }

    private static void awaitEnd(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Absolute and without symbolic links, as the server knows it. */
    private static DataDirectory absolute(DataDirectory directory) {
        Path path = directory.path().toAbsolutePath().normalize();
        try {
            return new DataDirectory(path.toRealPath());
        } catch (IOException absent) {
            return new DataDirectory(path);
        }
    }

    private static Path home() {
        return Optional.ofNullable(System.getProperty("polder.home"))
                .map(Path::of)
                .orElseThrow(() -> new PolderException(
                        Code.USAGE,
                        "This command does not know where Polder is installed",
                        "Start it with ./polder up"));
    }
}
