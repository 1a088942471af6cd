package dev.polder.cli.privacy;

import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder keys}. */
@Command(
        name = "keys",
        header = "List or rotate the keys that encrypt columns.",
        synopsisSubcommandLabel = "COMMAND",
        description = "Each domain has keys of its own. What was encrypted with older ones stays readable.")
public final class KeysCommand extends PolderCommand {
    private KeysCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new KeysCommand(session))
                .addSubcommand("list", new ListCommand(session))
                .addSubcommand("rotate", new RotateCommand(session));
    }

    @Override
    public Integer call() {
        throw new PolderException(
                Code.USAGE, "polder keys needs to know what to do", "Say list or rotate; see polder keys --help");
    }
}
