package dev.polder.cli.policy;

import dev.polder.cli.GroupCommand;
import dev.polder.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder policy}. */
@Command(
        name = "policy",
        header = "Test policies, see what a change of them would hit, begin with good ones.",
        description = "Policies are files of the mesh: polder apply makes them count, polder get policies lists them.")
public final class PolicyCommand extends GroupCommand {
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
}
