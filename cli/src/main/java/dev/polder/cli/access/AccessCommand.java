package dev.polder.cli.access;

import dev.polder.cli.GroupCommand;
import dev.polder.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder access}. */
@Command(
        name = "access",
        header = "Ask for access to the data of other domains, and decide about it.",
        description = {
            "Who needs data asks for it, for a purpose and a time; an owner of its domain approves, under conditions if need be,"
                    + " or refuses. The grant counts at once on every way to the data and ends by itself.",
            "A request and the grant that comes of it have one id."
        })
public final class AccessCommand extends GroupCommand {
    private AccessCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new AccessCommand(session))
                .addSubcommand("request", new RequestCommand(session))
                .addSubcommand("list", new ListCommand(session))
                .addSubcommand("show", new ShowCommand(session))
                .addSubcommand("history", new HistoryCommand(session))
                .addSubcommand("approve", new ApproveCommand(session))
                .addSubcommand("refuse", new RefuseCommand(session))
                .addSubcommand("withdraw", new WithdrawCommand(session))
                .addSubcommand("renew", new RenewCommand(session))
                .addSubcommand("revoke", new RevokeCommand(session));
    }
}
