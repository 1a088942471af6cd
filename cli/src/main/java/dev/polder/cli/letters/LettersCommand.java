package dev.polder.cli.letters;

import dev.polder.cli.GroupCommand;
import dev.polder.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder deadletters}. */
@Command(
        name = "deadletters",
        header = "List, show, replay or discard records that the gate refused.",
        description =
                "Fix the contract, or edit the records with a JSON Patch, try it with --dry-run, and replay them: each"
                        + " record goes to its port once, however often the command is given.")
public final class LettersCommand extends GroupCommand {
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
}
