package dev.polder.cli.kafka;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.Json;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder kafka credentials}. */
@Command(
        name = "credentials",
        header = "Make your Kafka user, and print a client.properties for it.",
        description =
                "The password is shown this once: the server does not keep it. Kafka's tools take the file as it is:"
                        + " polder kafka credentials > client.properties")
final class CredentialsCommand extends ServerCommand {
    @Option(names = "--rotate", description = "Make another password for the user there is; the present one ends.")
    private boolean rotate;

    @Mixin
    private OutputOption output = new OutputOption();

    CredentialsCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Json made = client().makeKafkaCredentials(rotate);
        if (!output.isTable()) {
            output.format().print(terminal(), made);
            return ExitCode.OK;
        }
        made.at("properties")
                .fields()
                .forEach((name, value) -> property(name, value.scalar().orElse("")));
        property(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + made.text("user").orElse("") + "\" password=\""
                        + made.text("password").orElse("") + "\";");
        ShowCommand.noteTopics(terminal(), made);
        Optional<String> prefix = made.text("groupPrefix");
        prefix.ifPresent(start -> terminal().note("Names of consumer groups begin with " + start));
        return ExitCode.OK;
    }

    /** As java.util.Properties reads it. */
    private void property(String name, String value) {
        terminal()
                .line(name + "=" + value.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n"));
    }
}
