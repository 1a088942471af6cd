package dev.polder.cli.privacy;

import dev.polder.cli.GroupCommand;
import dev.polder.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder keys}. */
@Command(
        name = "keys",
        header = "List or rotate the keys that encrypt columns.",
        description = "Each domain has keys of its own. What was encrypted with older ones stays readable.")
public final class KeysCommand extends GroupCommand {
    private KeysCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new KeysCommand(session))
                .addSubcommand("list", new ListCommand(session))
                .addSubcommand("rotate", new RotateCommand(session));
    }
}
