package dev.polder.cli.kafka;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder kafka show}. */
@Command(name = "show", header = "Show your Kafka user and the topics that it may read now.")
final class ShowCommand extends ServerCommand {
    @Mixin
    private OutputOption output = new OutputOption();

    ShowCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Json user = client().kafkaCredentials();
        if (!output.isTable()) {
            output.format().print(terminal(), user);
            return ExitCode.OK;
        }
        terminal().line("user    " + user.text("user").orElse(""));
        terminal().line("groups  " + user.text("groupPrefix").orElse("") + "*");
        terminal()
                .line("since   " + user.text("madeAt").orElse("") + ", password of "
                        + user.text("passwordAt").orElse(""));
        user.at("topics")
                .items()
                .forEach(topic -> terminal().line("topic   " + topic.scalar().orElse("")));
        noteTopics(terminal(), user);
        return ExitCode.OK;
    }

    /** What a user should know about what it may read. */
    static void noteTopics(Terminal terminal, Json user) {
        List<Json> topics = user.at("topics").items();
        if (topics.isEmpty()) {
            terminal.note(
                    "It may read no topic now: a topic shows whole records, so it takes a grant without row filter, masks and columns."
                            + " Ask with polder access request ADDRESS --purpose PURPOSE --until 90d");
        }
        if (!user.at("rights").isTrue("status")
                || !user.at("rights").text("message").orElse("").isEmpty()) {
            terminal.note(user.at("rights").text("message").orElse(""));
        }
    }
}
