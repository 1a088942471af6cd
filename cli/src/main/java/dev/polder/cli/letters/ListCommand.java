package dev.polder.cli.letters;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.SinceOption;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.OutputFormat;
import dev.polder.client.Json;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder deadletters list}. */
@Command(
        name = "list",
        header = "List refused records by the reason of their refusal.",
        description = {
            "WAITING ones can be replayed. Of TRUNCATED ones only the beginning was kept, so they cannot. EXPIRED ones went with"
                    + " the retention of the contract.",
            "SAMPLE is the newest letter of the group; 'show' takes it."
        })
final class ListCommand extends ServerCommand {
    /** Of what length. */
    enum Bucket {
        HOUR,
        DAY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private PortOption port = new PortOption();

    @Mixin
    private SinceOption since = new SinceOption();

    @Option(names = "--code", paramLabel = "CODE", description = "Only this code, such as RECORD_RANGE.")
    private String code;

    @Option(names = "--field", paramLabel = "PATH", description = "Only this field, such as lines[*].price.")
    private String field;

    @Option(
            names = "--per",
            paramLabel = "BUCKET",
            description = "Show how many came in each hour or day (UTC): ${COMPLETION-CANDIDATES}.")
    private Bucket bucket;

    @Mixin
    private OutputOption output = new OutputOption();

    ListCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Map<String, String> question = new HashMap<>();
        since.time().ifPresent(time -> question.put("since", time));
        Optional.ofNullable(code).ifPresent(text -> question.put("code", text));
        Optional.ofNullable(field).ifPresent(text -> question.put("field", text));
        Optional.ofNullable(bucket).ifPresent(unit -> question.put("bucket", unit.toString()));
        Json found = port.of(client()).groups(question);
        List<Json> groups = found.at("items").items();
        if (output.format() == OutputFormat.JSON || output.format() == OutputFormat.YAML) {
            output.format().print(terminal(), found);
        } else if (bucket != null) {
            overTime().print(terminal(), output.format(), counts(groups));
        } else if (!groups.isEmpty() || output.format() == OutputFormat.CSV) {
            listing(found.at("total"), output.format()).print(terminal(), output.format(), groups);
        }
        if (output.isTable()) {
            terminal().note(footer(found, groups));
            if (found.number("behind") > 0) {
                terminal().note(found.number("behind") + " more are being counted; list again in a moment.");
            }
        }
        return ExitCode.OK;
    }

    private static Listing listing(Json total, OutputFormat format) {
        Listing listing = new Listing()
                .column("GROUP", "id")
                .column("CODE", "code")
                .column("FIELD", "field")
                .column("RULE", "rule")
                .column("CONTRACT", "contractVersion");
        for (String state : List.of("waiting", "replayed", "discarded", "truncated", "expired")) {
            // In a table only what there is.
            if (format == OutputFormat.CSV || state.equals("waiting") || total.number(state) > 0) {
                listing.number(
                        state.toUpperCase(Locale.ROOT), item -> item.text(state).orElse("0"));
            }
        }
        return listing.column("FIRST SEEN", item -> time(item, "firstSeen"))
                .column("LAST SEEN", item -> time(item, "lastSeen"))
                .column("SAMPLE", "sample");
    }

    private static Listing overTime() {
        return new Listing()
                .column("FROM", "from")
                .column("GROUP", "group")
                .column("CODE", "code")
                .column("FIELD", "field")
                .number("LETTERS", "letters");
    }

    private static List<Json> counts(List<Json> groups) {
        return groups.stream()
                .flatMap(group -> group.at("history").items().stream().map(count -> (Json) Json.object()
                        .with("from", count.text("from"))
                        .with("group", group.text("id"))
                        .with("code", group.text("code"))
                        .with("field", group.text("field"))
                        .with("letters", count.number("letters"))
                        .done()))
                .sorted(Comparator.comparing(count -> count.text("from").orElse("")))
                .toList();
    }

    private String footer(Json found, List<Json> groups) {
        String kept = found.text("retention").map(ListCommand::days).orElse("");
        if (groups.isEmpty()) {
            return "There are no dead letters of " + port.address()
                    + (kept.isEmpty() ? "." : "; they are kept " + kept + ".");
        }
        return found.at("total").number("waiting") + " waiting; kept " + kept
                + "; the gate now judges by contract version "
                + found.text("contractVersion").orElse("") + ".";
    }

    private static String days(String duration) {
        Duration parsed = Duration.parse(duration);
        return parsed.toHours() % 24 == 0 ? parsed.toDays() + " days" : parsed.toHours() + " hours";
    }

    /** To the second, as a person reads it. */
    private static String time(Json item, String name) {
        return item.text(name)
                .map(text ->
                        text.replaceFirst("\\.\\d+Z$", "Z").replace('T', ' ').replace("Z", ""))
                .orElse("");
    }
}
