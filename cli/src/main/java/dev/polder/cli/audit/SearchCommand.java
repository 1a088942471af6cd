package dev.polder.cli.audit;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.SinceOption;
import dev.polder.cli.Times;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.Moments;
import dev.polder.client.Json;
import dev.polder.core.audit.AuditEvent.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder audit search}. */
@Command(
        name = "search",
        header = "Find entries of the audit, newest first.",
        description = "Everything that is given must hold.")
final class SearchCommand extends ServerCommand {
    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Stands in the details, in whatever case.")
    private String text;

    @Option(names = "--principal", paramLabel = "NAME", description = "Who did it.")
    private String principal;

    @Option(
            names = "--action",
            paramLabel = "NAME",
            description = "What was done: query; grant finds grant.approve, too.")
    private String action;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "What it was done to: sales finds everything of that domain.")
    private String target;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "allowed, denied or failed.")
    private Outcome outcome;

    @Mixin
    private SinceOption since = new SinceOption();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Times.Before.class,
            description = "Only what came before then; a day is still part of it.")
    private Instant until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Mixin
    private OutputOption output = new OutputOption();

    SearchCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Map<String, String> question = new TreeMap<>();
        Optional.ofNullable(text).ifPresent(word -> question.put("text", word));
        Optional.ofNullable(principal).ifPresent(word -> question.put("principal", word));
        Optional.ofNullable(action).ifPresent(word -> question.put("action", word));
        Optional.ofNullable(target).ifPresent(word -> question.put("target", word));
        Optional.ofNullable(outcome)
                .ifPresent(word -> question.put("outcome", word.name().toLowerCase(Locale.ROOT)));
        since.time().ifPresent(time -> question.put("since", time));
        Optional.ofNullable(until).ifPresent(time -> question.put("until", time.toString()));
        List<Json> entries = client().audit().search(question, Math.max(1, limit));
        if (entries.isEmpty() && output.isTable()) {
            terminal().note("Nothing of that kind stands in the audit.");
            return ExitCode.OK;
        }
        listing().print(terminal(), output.format(), entries);
        return ExitCode.OK;
    }

    private static Listing listing() {
        return new Listing()
                .number("ENTRY", "sequence")
                .column("AT", item -> Moments.toSecond(item.text("at").orElse("")))
                .column("PRINCIPAL", "principal")
                .column("ACTION", "action")
                .column("TARGET", "target")
                .column("OUTCOME", item -> item.text("outcome").orElse("").toLowerCase(Locale.ROOT))
                .column("DETAILS", SearchCommand::details);
    }

    private static String details(Json item) {
        return item.at("details").fields().entrySet().stream()
                .map(detail -> detail.getKey() + "="
                        + detail.getValue().scalar().orElse("").replaceAll("\\s+", " "))
                .collect(Collectors.joining(" "));
    }
}
