package dev.polder.cli;

import dev.polder.cli.render.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands share; the result is an {@link ExitCode}. */
public abstract class PolderCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private final Session session;

    protected PolderCommand(Session session) {
        this.session = session;
    }

    protected final Session session() {
        return session;
    }

    protected final Terminal terminal() {
        return session.terminal();
    }
}
