package dev.polder.cli.audit;

import dev.polder.cli.ExitCode;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import picocli.CommandLine.Command;

/** {@code polder audit key}. */
@Command(
        name = "key",
        header = "Print the public key that the server signs checkpoints with.",
        description = "Keep it where nobody who runs the server can change it; 'polder audit verify --key' takes it.")
final class KeyCommand extends ServerCommand {
    KeyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        terminal().out().print(client().audit().key());
        return ExitCode.OK;
    }
}
