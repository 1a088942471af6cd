package dev.polder.cli;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does nothing but have others below it, such as {@code polder team}. */
@Command(synopsisSubcommandLabel = "COMMAND")
public abstract class GroupCommand extends PolderCommand {
    @Spec
    private CommandSpec spec;

    protected GroupCommand(Session session) {
        super(session);
    }

    /** Says which there are. */
    @Override
    public final Integer call() {
        String name = spec.qualifiedName(" ");
        List<String> words = new ArrayList<>(spec.subcommands().keySet());
        String last = words.remove(words.size() - 1);
        throw new PolderException(
                Code.USAGE,
                name + " needs to know what to do",
                "Say " + String.join(", ", words) + " or " + last + "; see " + name + " --help");
    }
}
