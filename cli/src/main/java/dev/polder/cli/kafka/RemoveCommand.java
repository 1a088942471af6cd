package dev.polder.cli.kafka;

import dev.polder.cli.ExitCode;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import picocli.CommandLine.Command;

/** {@code polder kafka remove}. */
@Command(name = "remove", header = "End your Kafka user: its consumers stop within a second.")
final class RemoveCommand extends ServerCommand {
    RemoveCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        client().removeKafkaCredentials();
        terminal().line("Your Kafka user ends.");
        return ExitCode.OK;
    }
}
