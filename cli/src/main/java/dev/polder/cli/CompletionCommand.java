package dev.polder.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code polder completion}. */
@Command(
        name = "completion",
        header = "Print completions for bash and zsh.",
        description = "Use it with: source <(polder completion)")
final class CompletionCommand extends PolderCommand {
    @Spec
    private CommandSpec spec;

    CompletionCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        terminal().out().print(AutoComplete.bash("polder", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
