package dev.polder.cli.audit;

import dev.polder.cli.GroupCommand;
import dev.polder.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder audit}. */
@Command(
        name = "audit",
        header = "Search, verify or export the log of what happened.",
        description = "Everybody finds what they did themselves; admins and members of the federation find everything.")
public final class AuditCommand extends GroupCommand {
    private AuditCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new AuditCommand(session))
                .addSubcommand("search", new SearchCommand(session))
                .addSubcommand("verify", new VerifyCommand(session))
                .addSubcommand("export", new ExportCommand(session))
                .addSubcommand("key", new KeyCommand(session))
                .addSubcommand("accept-key", new AcceptKeyCommand(session));
    }
}
