package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.Moments;
import dev.polder.client.AccessClient;
import dev.polder.client.Json;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder access history}. */
@Command(name = "history", header = "Show everything that was done about a request and its grant.")
final class HistoryCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Mixin
    private OutputOption output = new OutputOption();

    HistoryCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        List<Json> events = access.history(request.of(access));
        new Listing()
                .column("AT", item -> Moments.toMinute(RequestView.text(item, "at")))
                .column("WHO", item -> RequestView.text(item, "principal"))
                .column("DID", item -> RequestView.text(item, "action"))
                .column("DETAILS", HistoryCommand::details)
                .print(terminal(), output.format(), events);
        return ExitCode.OK;
    }

    private static String details(Json event) {
        return event.at("details").fields().entrySet().stream()
                .map(detail ->
                        detail.getKey() + ": " + detail.getValue().scalar().orElse(""))
                .collect(Collectors.joining("; "));
    }
}
