package dev.polder.cli.audit;

import dev.polder.cli.DataDirectory;
import dev.polder.cli.ExitCode;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder audit accept-key}. */
@Command(
        name = "accept-key",
        header = "Let another signing key take the place of one that is lost.",
        description = {
            "A server does not start when the key that has signed its last checkpoint is gone; it says that key's ID. Restore the key"
                    + " if you can. If not, run this on the server's machine, and start it.",
            "What the lost key has signed cannot be checked any more without its public half. The server writes the change into the"
                    + " audit, and 'polder audit verify' says it from then on."
        })
final class AcceptKeyCommand extends PolderCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The lost key's id, as the server said it.")
    private String id;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory of the server. Default: POLDER_DATA, else ~/.polder.")
    private Path data;

    AcceptKeyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (!id.matches("[0-9a-f]{16}")) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + id + "' is no key's id",
                    "Give the 16 digits that the server said when it refused to start");
        }
        Path secrets =
                DataDirectory.find(Optional.ofNullable(data), session()).path().resolve("secrets");
        try {
            Files.writeString(secrets.resolve("audit.key.accepted"), id + "\n");
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "It cannot be written to " + secrets + ": " + e.getMessage(),
                    "Name the server's data directory with --data, and run this as the user that runs the server",
                    e);
        }
        terminal().line("When the server starts another key may take the place of " + id + ".");
        return ExitCode.OK;
    }
}
