package dev.polder.cli.runs;

import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a run of the API is shown. */
final class RunView {
    private static final Set<String> BAD = Set.of("FAILED", "QUALITY_FAILED", "REFUSED", "LOST");
    private static final Set<String> ENDED =
            Set.of("SUCCEEDED", "FAILED", "QUALITY_FAILED", "REFUSED", "LOST", "CANCELLED");

    private RunView() {}

    static Listing listing() {
        return new Listing()
                .column(
                        "TRANSFORM",
                        run -> run.text("transform").or(() -> run.text("port")).orElse(""))
                .styled("STATE", RunView::state)
                .number("ROWS", "rows")
                .column("STARTED", run -> time(first(run, "startedAt", "started", "createdAt", "created")))
                .number("TOOK", RunView::took)
                .column("MESSAGE", RunView::message);
    }

    static String stateName(Json run) {
        return run.text("state").orElse("");
    }

    static boolean isBad(Json run) {
        return BAD.contains(stateName(run));
    }

    static boolean hasEnded(Json run) {
        return ENDED.contains(stateName(run));
    }

    private static Cell state(Json run) {
        String name = stateName(run);
        Style style = isBad(run) ? Style.BAD : name.equals("SUCCEEDED") ? Style.GOOD : Style.PLAIN;
        return new Cell(name.toLowerCase(Locale.ROOT).replace('_', ' '), style);
    }

    static String message(Json run) {
        Json error = run.at("error");
        if (!error.isNull()) {
            return error.text("code").map(code -> code + " ").orElse("")
                    + error.text("message").orElse("");
        }
        List<Json> failed = failed(run);
        return failed.isEmpty()
                ? ""
                : failed.stream()
                        .map(check -> check.text("rule").orElse("") + " = "
                                + check.text("measure").orElse("?"))
                        .reduce((one, other) -> one + ", " + other)
                        .orElse("");
    }

    /** The checks of a port or run that do not hold. */
    static List<Json> failed(Json thing) {
        return thing.at("checks").items().stream()
                .filter(check -> !check.isTrue("holds"))
                .toList();
    }

    /** {@code 5/5}, or the rules that do not hold with what they measure: {@code has-rows failed (992)}. */
    static Cell checks(Json thing) {
        List<Json> checks = thing.at("checks").items();
        if (checks.isEmpty()) {
            return Cell.of("");
        }
        List<Json> failed = failed(thing);
        if (failed.isEmpty()) {
            return new Cell(checks.size() + "/" + checks.size(), Style.GOOD);
        }
        String rules = failed.stream()
                .map(check -> check.text("rule").orElse("")
                        + (check.isTrue("blocks") ? " failed (" : " warns (")
                        + check.text("measure").orElse("no measure") + ")")
                .collect(Collectors.joining(", "));
        boolean blocks = failed.stream().anyMatch(check -> check.isTrue("blocks"));
        return new Cell(Style.printable(rules), blocks ? Style.BAD : Style.CAUTION);
    }

    private static String took(Json run) {
        Optional<Instant> start = first(run, "startedAt", "started").flatMap(RunView::instant);
        Optional<Instant> end = first(run, "finishedAt", "finished", "endedAt").flatMap(RunView::instant);
        if (start.isEmpty() || end.isEmpty()) {
            return "";
        }
        return String.format(
                Locale.ROOT, "%.1f s", Duration.between(start.get(), end.get()).toMillis() / 1000.0);
    }

    private static Optional<String> first(Json run, String... names) {
        for (String name : names) {
            Optional<String> value = run.text(name);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    /** An instant of the API in the user's time zone. */
    static String time(Optional<String> text) {
        return text.map(value -> instant(value)
                        .map(at -> DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                                .format(at.atZone(ZoneId.systemDefault())))
                        .orElse(value))
                .orElse("");
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
