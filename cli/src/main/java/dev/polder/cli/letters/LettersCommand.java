package dev.polder.cli.letters;

import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder deadletters}. */
@Command(
        name = "deadletters",
        header = "List, show, replay or discard records that the gate refused.",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Fix the contract, or edit the records with a JSON Patch, try it with --dry-run, and replay them: each"
                        + " record goes to its port once, however often the command is given.")
public final class LettersCommand extends PolderCommand {
    private LettersCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new LettersCommand(session))
                .addSubcommand("list", new ListCommand(session))
                .addSubcommand("show", new ShowCommand(session))
                .addSubcommand("replay", new ReplayCommand(session))
                .addSubcommand("discard", new DiscardCommand(session));
    }

    @Override
    public Integer call() {
        throw new PolderException(
                Code.USAGE,
                "polder deadletters needs to know what to do",
                "Say list, show, replay or discard; see polder deadletters --help");
    }
}
