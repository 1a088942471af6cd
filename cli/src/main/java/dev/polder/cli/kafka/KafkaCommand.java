package dev.polder.cli.kafka;

import dev.polder.cli.GroupCommand;
import dev.polder.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code polder kafka}. */
@Command(
        name = "kafka",
        header = "Read topics with a Kafka client of your own.",
        description = "A topic shows whole records: a grant with a row filter, masks or columns gives none.")
public final class KafkaCommand extends GroupCommand {
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
}
