package dev.polder.cli.access;

import dev.polder.cli.OutputOption;
import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.Moments;
import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How requests with their grants are shown. */
final class RequestView {
    private static final int TITLE = 12;

    private final Terminal terminal;

    RequestView(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What has become of a request: in one sentence, or as asked for. */
    void changed(OutputOption output, Json request) {
        if (!output.isTable()) {
            output.format().print(terminal, request);
            return;
        }
        String what = "Access request " + text(request, "id") + " is " + text(request, "state");
        String who = " for " + grantee(request) + ", '" + text(request, "purpose") + "' on " + text(request, "port");
        terminal.line(Style.printable(what + who + until(request) + "."));
    }

    private static String until(Json request) {
        return switch (text(request, "state")) {
            case "active", "requested" -> ", until " + Moments.toMinute(end(request));
            default -> "";
        };
    }

    void list(OutputOption output, List<Json> requests) {
        Listing listing = new Listing()
                .column("ID", item -> text(item, "id"))
                .styled("STATE", RequestView::state)
                .column("PORT", item -> text(item, "port"))
                .column("FOR", RequestView::grantee)
                .column("PURPOSE", item -> text(item, "purpose"))
                .column("UNTIL", item -> Moments.toMinute(end(item)))
                .column("CONDITIONS", item -> conditions(item));
        if (requests.stream().anyMatch(item -> item.text("problem").isPresent())) {
            listing.styled("PROBLEM", item -> new Cell(text(item, "problem"), Style.BAD));
        }
        listing.print(terminal, output.format(), requests);
    }

    void show(Json request) {
        line("Request", text(request, "id") + ", " + text(request, "state"));
        line("Port", text(request, "port"));
        line("For", grantee(request) + ", '" + text(request, "purpose") + "'");
        line(
                "Asked",
                Moments.toMinute(text(request, "createdAt")) + " by " + text(request, "requester") + because(request));
        line("Columns", request.at("columns").isNull() ? "all" : words(request.at("columns")));
        line("Until", Moments.toMinute(text(request, "until")));
        request.text("renews").ifPresent(old -> line("Renews", old));
        Json decision = request.at("decision");
        if (!decision.isNull()) {
            line("Decided", Moments.toMinute(text(decision, "at")) + " by " + text(decision, "by") + because(decision));
        }
        Json grant = request.at("grant");
        if (!grant.isNull()) {
            line("Granted", Moments.toMinute(text(grant, "from")) + " to " + Moments.toMinute(text(grant, "until")));
            line("Conditions", conditions(request).isEmpty() ? "none" : conditions(request));
            Json ended = grant.at("ended");
            if (!ended.isNull()) {
                line(
                        "Ended",
                        Moments.toMinute(text(ended, "at")) + ", " + text(ended, "how") + " by " + text(ended, "by")
                                + because(ended));
            }
        }
        request.text("problem").ifPresent(problem -> line("Problem", problem));
    }

    private void line(String title, String text) {
        terminal.line(terminal.styled(title, Style.STRONG)
                + " ".repeat(Math.max(1, TITLE - title.length()))
                + Style.printable(text));
    }

    private static Cell state(Json request) {
        String state = text(request, "state");
        boolean soon = state.equals("active") && left(request).compareTo(Duration.ofDays(14)) < 0;
        Style style = switch (state) {
            case "active" -> soon ? Style.CAUTION : Style.GOOD;
            case "requested" -> Style.CAUTION;
            default -> Style.FAINT;
        };
        return new Cell(soon ? "active, " + words(left(request)) + " left" : state, style);
    }

    private static Duration left(Json request) {
        Duration left = Duration.between(Instant.now(), Instant.parse(end(request)));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String words(Duration left) {
        if (left.toDays() > 0) {
            return left.toDays() + "d";
        }
        return left.toHours() > 0 ? left.toHours() + "h" : left.toMinutes() + "m";
    }

    /** When it ends or would end. */
    private static String end(Json request) {
        return request.at("grant").text("until").orElseGet(() -> text(request, "until"));
    }

    private static String grantee(Json request) {
        return request.text("team").map("team "::concat).orElseGet(() -> text(request, "principal"));
    }

    /** What is owed, or would be. */
    private static String conditions(Json request) {
        Json grant = request.at("grant");
        Json columns = (grant.isNull() ? request : grant).at("columns");
        StringBuilder conditions = new StringBuilder();
        if (!columns.isNull()) {
            conditions.append("only ").append(words(columns));
        }
        grant.at("rowFilters")
                .items()
                .forEach(filter -> separated(conditions)
                        .append("where ")
                        .append(filter.scalar().orElse("")));
        grant.at("masks")
                .fields()
                .forEach((column, mask) -> separated(conditions)
                        .append(column)
                        .append(" as ")
                        .append(mask.scalar().orElseGet(mask::compact)));
        return conditions.toString();
    }

    private static StringBuilder separated(StringBuilder text) {
        return text.isEmpty() ? text : text.append("; ");
    }

    private static String words(Json list) {
        return String.join(
                ", ",
                list.items().stream().map(item -> item.scalar().orElse("")).toList());
    }

    private static String because(Json thing) {
        return Optional.of(text(thing, "reason"))
                .filter(reason -> !reason.isEmpty())
                .map(": "::concat)
                .orElse("");
    }

    static String text(Json item, String name) {
        return item.text(name).orElse("");
    }
}
