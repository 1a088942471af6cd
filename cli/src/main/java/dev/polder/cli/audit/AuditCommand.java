package dev.polder.cli.audit;

import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder audit}. */
@Command(
        name = "audit",
        header = "Search, verify or export the log of what happened.",
        synopsisSubcommandLabel = "COMMAND",
        description = "Everybody finds what they did themselves; admins and members of the federation find everything.")
public final class AuditCommand extends PolderCommand {
    private AuditCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new AuditCommand(session))
                .addSubcommand("search", new SearchCommand(session))
                .addSubcommand("verify", new VerifyCommand(session))
                .addSubcommand("export", new ExportCommand(session))
                .addSubcommand("key", new KeyCommand(session));
    }

    @Override
    public Integer call() {
        throw new PolderException(
                Code.USAGE,
                "polder audit needs to know what to do",
                "Say search, verify, export or key; see polder audit --help");
    }
}
