package dev.polder.cli.ingest;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.Report;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.cli.render.Style;
import dev.polder.client.IngestResult;
import dev.polder.client.Json;
import dev.polder.client.PolderClient;
import dev.polder.core.name.NamedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder ingest}. */
@Command(
        name = "ingest",
        header = "Send files of records through the gate of a port.",
        description = {
            "Takes CSV with a header, NDJSON and JSON, also packed with gzip. Every record is checked against the port's"
                    + " contract; refused ones become dead letters and are counted, and the command ends with 1.",
            "It can be stopped at any time: the same command goes on where it stopped, and does nothing when the file has"
                    + " been sent. What was sent is kept track of in the data directory, folder ingest."
        })
public final class IngestCommand extends ServerCommand {
    private static final int SHOWN_REFUSALS = 5;

    @Parameters(
            index = "0",
            paramLabel = "ADDRESS",
            description = "The port, such as sales.orders.order-lines, or sales.orders.order-lines.v1 for that major"
                    + " version; without it the newest.")
    private String address;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Files; - for standard input.")
    private List<String> files;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, ndjson or json. Default: by the file's name, else by its beginning.")
    private String format;

    @Option(
            names = "--batch",
            paramLabel = "SIZE",
            defaultValue = "4MB",
            converter = ByteSize.class,
            description = "How much is sent at a time. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--restart", description = "Send the files from their beginning, even if they were sent before.")
    private boolean restart;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            defaultValue = "2m",
            converter = Times.Span.class,
            description = "How long to wait for a server that went away or is busy. Default: ${DEFAULT-VALUE}.")
    private Duration patience;

    @Mixin
    private OutputOption output = new OutputOption();

    public IngestCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        NamedPort port = NamedPort.parse(address);
        List<SourceFile> sources = files.stream().map(SourceFile::of).toList();
        PolderClient client = client();
        // So that a wrong address or a server that is down is said at once and not waited for.
        client.port(port.address());
        Upload upload = new Upload(
                terminal(),
                client,
                port,
                dataDirectory().path(),
                new Upload.Settings(Optional.ofNullable(format), batch, restart, patience));
        List<Upload.Outcome> outcomes = new ArrayList<>();
        for (SourceFile source : sources) {
            Upload.Outcome outcome = upload.send(source);
            outcomes.add(outcome);
            report(outcome);
        }
        if (output.isTable()) {
            total(outcomes);
        } else {
            output.format().print(terminal(), json(outcomes));
        }
        boolean clean = outcomes.stream()
                .allMatch(outcome -> outcome.checkpoint().refused() == 0
                        && outcome.complaint().isEmpty());
        return clean ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void report(Upload.Outcome outcome) {
        String shown = Style.printable(outcome.file().shown());
        int most = output.isTable() ? SHOWN_REFUSALS : outcome.refusals().size();
        for (IngestResult.Refusal refusal :
                outcome.refusals().subList(0, Math.min(most, outcome.refusals().size()))) {
            terminal()
                    .note(shown + ": record " + refusal.record() + " " + Style.printable(refusal.field()) + " "
                            + terminal().styledNote(refusal.code(), Style.BAD) + " "
                            + Style.printable(refusal.message()));
        }
        outcome.complaint().ifPresent(complaint -> terminal().note(shown + ": RECORD_SYNTAX " + complaint));
        if (!output.isTable()) {
            return;
        }
        Checkpoint sent = outcome.checkpoint();
        if (outcome.already()) {
            terminal().line(shown + ": has been sent already: " + counts(sent) + " (--restart sends it again)");
            return;
        }
        double seconds = outcome.elapsed().toMillis() / 1000.0;
        terminal().line(shown + ": " + counts(sent) + String.format(Locale.ROOT, " (%.1f s)", seconds));
        if (sent.refused() > 0) {
            terminal()
                    .note("The refused records are kept"
                            + outcome.deadLetterTopic()
                                    .map(topic -> " in the topic " + topic)
                                    .orElse("")
                            + " with what is wrong with each"
                            + (sent.refused() > SHOWN_REFUSALS ? "; above are the first ones" : ""));
        }
    }

    private static String counts(Checkpoint sent) {
        return String.format(
                Locale.ROOT,
                "%,d %s, %,d accepted, %,d refused",
                sent.records(),
                sent.records() == 1 ? "record" : "records",
                sent.accepted(),
                sent.refused());
    }

    private void total(List<Upload.Outcome> outcomes) {
        if (outcomes.size() > 1) {
            long accepted = outcomes.stream()
                    .mapToLong(outcome -> outcome.checkpoint().accepted())
                    .sum();
            long refused = outcomes.stream()
                    .mapToLong(outcome -> outcome.checkpoint().refused())
                    .sum();
            terminal()
                    .line(String.format(
                            Locale.ROOT,
                            "%s: %,d accepted, %,d refused",
                            Report.counted(outcomes.size(), "file"),
                            accepted,
                            refused));
        }
    }

    private static Json json(List<Upload.Outcome> outcomes) {
        return Json.object()
                .with(
                        "accepted",
                        outcomes.stream()
                                .mapToLong(outcome -> outcome.checkpoint().accepted())
                                .sum())
                .with(
                        "refused",
                        outcomes.stream()
                                .mapToLong(outcome -> outcome.checkpoint().refused())
                                .sum())
                .with(
                        "files",
                        Json.array(outcomes.stream().map(IngestCommand::json).toList()))
                .done();
    }

    private static Json json(Upload.Outcome outcome) {
        return Json.object()
                .with("file", outcome.file().shown())
                .with("accepted", outcome.checkpoint().accepted())
                .with("refused", outcome.checkpoint().refused())
                .with("alreadySent", outcome.already())
                .with("milliseconds", outcome.elapsed().toMillis())
                .with("deadLetterTopic", outcome.deadLetterTopic())
                .with(
                        "refusals",
                        Json.array(outcome.refusals().stream()
                                .map(refusal -> Json.object()
                                        .with("record", refusal.record())
                                        .with("code", refusal.code())
                                        .with("field", refusal.field())
                                        .with("message", refusal.message())
                                        .with("value", refusal.value())
                                        .done())
                                .toList()))
                .done();
    }
}
