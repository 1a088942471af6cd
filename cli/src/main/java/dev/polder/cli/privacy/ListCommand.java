package dev.polder.cli.privacy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder keys list}. */
@Command(
        name = "list",
        header = "Show the ids of the keys of each domain, the one that encrypts first.",
        description = "A domain has none before its first record is encrypted.")
final class ListCommand extends ServerCommand {
    @Mixin
    private OutputOption output = new OutputOption();

    ListCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        KeyLines.listing().print(terminal(), output.format(), client().keys());
        return ExitCode.OK;
    }
}
