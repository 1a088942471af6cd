package dev.polder.cli.kafka;

import dev.polder.cli.PolderCommand;
import dev.polder.cli.Session;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder kafka}. */
@Command(
        name = "kafka",
        header = "Read topics with a Kafka client of your own.",
        synopsisSubcommandLabel = "COMMAND",
        description = "A topic shows whole records: a grant with a row filter, masks or columns gives none.")
public final class KafkaCommand extends PolderCommand {
    private KafkaCommand(Session session) {
        super(session);
    }

    /** With its subcommands. */
    public static CommandLine commandLine(Session session) {
        return new CommandLine(new KafkaCommand(session))
                .addSubcommand("credentials", new CredentialsCommand(session))
                .addSubcommand("show", new ShowCommand(session))
                .addSubcommand("remove", new RemoveCommand(session));
    }

    @Override
    public Integer call() {
        throw new PolderException(
                Code.USAGE,
                "polder kafka needs to know what to do",
                "Say credentials, show or remove; see polder kafka --help");
    }
}
