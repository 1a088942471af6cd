package dev.polder.cli.policy;

import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder policy}. */
@Command(
        name = "policy",
        header = "Test policies, see what a change of them would hit, begin with good ones.",
        synopsisSubcommandLabel = "COMMAND",
        description = "Policies are files of the mesh: polder apply makes them count, polder get policies lists them.")
public final class PolicyCommand extends PolderCommand {
    private PolicyCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new PolicyCommand(session))
                .addSubcommand("test", new TestCommand(session))
                .addSubcommand("impact", new ImpactCommand(session))
                .addSubcommand("library", new LibraryCommand(session))
                .addSubcommand("init", new InitCommand(session));
    }

    @Override
    public Integer call() {
        throw new PolderException(
                Code.USAGE,
                "polder policy needs to know what to do",
                "Say test, impact, library or init; see polder policy --help");
    }
}
