package dev.polder.cli.identity;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.Json;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder whoami}. */
@Command(name = "whoami", header = "Show whom your token stands for, and what that is in which domain.")
public final class WhoamiCommand extends ServerCommand {
    @Mixin
    private OutputOption output = new OutputOption();

    public WhoamiCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Json me = client().identity().me();
        if (!output.isTable()) {
            output.format().print(terminal(), me);
            return ExitCode.OK;
        }
        terminal()
                .line(me.text("name").orElse("")
                        + me.text("title").map(title -> "  " + title).orElse(""));
        line("kind", me.text("kind").orElse(""));
        line("teams", Words.of(me.at("teams")));
        line("roles", Words.of(me.at("roles")));
        line(
                "domains",
                me.at("domains").fields().entrySet().stream()
                        .map(domain -> domain.getKey() + " ("
                                + domain.getValue().scalar().orElse("") + ")")
                        .collect(Collectors.joining(", ")));
        return ExitCode.OK;
    }

    private void line(String title, String value) {
        if (!value.isEmpty()) {
            terminal().line("  " + title + " ".repeat(9 - title.length()) + value);
        }
    }
}
