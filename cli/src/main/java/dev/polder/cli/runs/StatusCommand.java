package dev.polder.cli.runs;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.Report;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.mesh.PortView;
import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.OutputFormat;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder status}. */
@Command(
        name = "status",
        header = "Show the parts of the server, the ports and the last runs.",
        description = "Ends with 1 when a part, a port or a published result is not as it should be.")
public final class StatusCommand extends ServerCommand {
    @Mixin
    private OutputOption output = new OutputOption();

    public StatusCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Json status = client().status();
        if (output.isTable()) {
            section("Parts", parts(), status.at("parts").items());
            section("Ports", ports(), status.at("ports").items());
            section("Runs", RunView.listing(), status.at("runs").items());
            section("Policies", violations(), status.at("violations").items());
            failedChecks(status.at("ports").items());
            waiting(status.at("ports").items());
            inboxes(status.at("ports").items());
            requests(status);
        } else {
            output.format().print(terminal(), status);
        }
        return isGood(status) ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void section(String title, Listing listing, List<Json> items) {
        if (items.isEmpty()) {
            return;
        }
        if (!title.equals("Parts")) {
            terminal().line("");
        }
        listing.print(terminal(), OutputFormat.TABLE, items);
    }

    private static Listing parts() {
        return new Listing()
                .column("PART", "name")
                .styled("STATE", StatusCommand::state)
                .number("PID", "pid")
                .number("RESTARTS", "restarts")
                .column("SINCE", item -> RunView.time(item.text("since")))
                .column("MESSAGE", "message");
    }

    private static Listing ports() {
        return new Listing()
                .column("PORT", PortView::id)
                .styled("READY", PortView::ready)
                .column("REASON", PortView::reason)
                .number("LANDED", "landed")
                .number("LAG", PortView::lag)
                .number("DEAD LETTERS", "deadLettersWaiting")
                .styled("CHECKS", RunView::checks);
    }

    /** What goes on although it does not keep to a policy: by an exception, until its next change, or because it is only warned of. */
    private static Listing violations() {
        return new Listing()
                .column("PRODUCT", "product")
                .column("AT", "at")
                .column("POLICY", "policy")
                .column("ENFORCEMENT", "enforcement")
                .column("EXCEPTED UNTIL", item -> RunView.time(item.text("exceptedUntil")))
                .column("MESSAGE", "message");
    }

    private void failedChecks(List<Json> ports) {
        for (Json port : ports) {
            for (Json check : RunView.failed(port)) {
                terminal()
                        .note((check.isTrue("blocks") ? "QUALITY_FAILED " : "QUALITY_WARNING ")
                                + Style.printable(PortView.id(port) + ": "
                                        + check.text("rule").orElse("") + " measures "
                                        + check.text("measure").orElse("nothing")
                                        + check.text("message")
                                                .map(": "::concat)
                                                .orElse("")));
            }
        }
    }

    private void waiting(List<Json> ports) {
        for (Json port : ports) {
            List<String> inputs = port.at("waitsFor").items().stream()
                    .flatMap(input -> input.scalar().stream())
                    .toList();
            if (!inputs.isEmpty()) {
                terminal()
                        .note(Style.printable(
                                PortView.id(port) + " is made when there is data in " + String.join(", ", inputs)));
            }
        }
    }

    private void inboxes(List<Json> ports) {
        for (Json port : ports) {
            if (!isInboxGood(port)) {
                terminal()
                        .note(Style.printable(
                                "INBOX " + port.at("inbox").text("topic").orElse("") + ": "
                                        + port.at("inbox")
                                                .at("condition")
                                                .text("message")
                                                .orElse("")));
            }
        }
    }

    private void requests(Json status) {
        long waiting = status.number("requestsWaiting");
        if (waiting > 0) {
            terminal()
                    .note(Report.counted(waiting, "request") + " for access "
                            + (waiting == 1 ? "waits" : "wait")
                            + " for you: polder access list --state requested");
        }
    }

    private static boolean isInboxGood(Json port) {
        Json condition = port.at("inbox").at("condition");
        return condition.isNull()
                || condition.isTrue("status")
                || condition.text("reason").equals(Optional.of("Starting"));
    }

    private static Cell state(Json part) {
        String state = part.text("state").orElse("");
        return new Cell(state.toLowerCase(Locale.ROOT), isPartGood(part) ? Style.GOOD : Style.BAD);
    }

    private static boolean isPartGood(Json part) {
        return part.text("state").equals(Optional.of("READY"));
    }

    private static boolean isGood(Json status) {
        return status.at("parts").items().stream().allMatch(StatusCommand::isPartGood)
                && status.at("ports").items().stream()
                        .allMatch(port -> PortView.isReady(port)
                                && isInboxGood(port)
                                && RunView.failed(port).stream().noneMatch(check -> check.isTrue("blocks")))
                && status.at("runs").items().stream().noneMatch(RunView::isBad);
    }
}
