package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.client.AccessClient;
import dev.polder.client.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder access approve}. */
@Command(
        name = "approve",
        header = "Grant what was asked for, as it is or under conditions.",
        description =
                "For owners of the port's domain. Conditions are checked against the port's contract. What renews a grant keeps"
                        + " its row filters and masks, unless you give others.")
final class ApproveCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Option(names = "--columns", paramLabel = "NAME", split = ",", description = "Fewer columns than were asked for.")
    private List<String> columns;

    @Option(
            names = "--where",
            paramLabel = "CEL",
            description = "Only rows for which this is true, such as \"region == 'EU'\". Several must all be true.")
    private List<String> rowFilters;

    @Option(
            names = "--mask",
            paramLabel = "COLUMN=MASK",
            description =
                    "What is shown instead: null, hash, lastFour, yearOnly, bucket:1000 or redact:PATTERN (each match as #).")
    private Map<String, String> masks;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Times.Until.class,
            description = "Earlier than was asked for: " + Times.AHEAD + ".")
    private Instant until;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What is to be kept of why.")
    private String reason;

    @Mixin
    private OutputOption output = new OutputOption();

    ApproveCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        Json.Members conditions = Json.object()
                .with("until", Optional.ofNullable(until).map(Instant::toString))
                .with("reason", Optional.ofNullable(reason));
        Optional.ofNullable(columns).ifPresent(names -> conditions.with("columns", Json.texts(names)));
        Optional.ofNullable(rowFilters).ifPresent(filters -> conditions.with("rowFilters", Json.texts(filters)));
        Optional.ofNullable(masks).ifPresent(all -> {
            Json.Members members = Json.object();
            all.forEach((column, mask) -> members.with(column, mask(mask)));
            conditions.with("masks", members.done());
        });
        Json approved = access.approve(request.of(access), conditions.done());
        new RequestView(terminal()).changed(output, approved);
        return ExitCode.OK;
    }

    /** What is none is for the server to refuse, which says what there is. */
    private static Json mask(String word) {
        if (word.matches("bucket:\\d{1,18}")) {
            return Json.object()
                    .with("bucket", Long.parseLong(word.substring("bucket:".length())))
                    .done();
        }
        if (word.startsWith("redact:")) {
            return Json.object()
                    .with(
                            "redact",
                            Json.object()
                                    .with("pattern", word.substring("redact:".length()))
                                    .with("with", "#")
                                    .done())
                    .done();
        }
        return Json.of(word);
    }
}
