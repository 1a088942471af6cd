package dev.polder.cli;

import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code polder version}. */
@Command(name = "version", header = "Show the version of Polder and of Java.")
final class VersionCommand extends PolderCommand {
    VersionCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        terminal().line(text());
        return ExitCode.OK;
    }

    static String text() {
        return "polder " + version() + " (Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")";
    }

    private static String version() {
        return Optional.ofNullable(PolderMain.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
