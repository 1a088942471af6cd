package dev.polder.cli.letters;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.Report;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.client.DeadLetterClient;
import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder deadletters replay}. */
@Command(
        name = "replay",
        header = "Take refused records through the gate again.",
        description = {
            "Accepted ones go to their port, in their order; the rest keeps waiting, and the command ends with 1. A record is"
                    + " replayed once, however often the command is given.",
            "A JSON Patch (RFC 6902) edits each record first: --patch '[{\"op\": \"remove\", \"path\": \"/test\"}]'."
        })
final class ReplayCommand extends ServerCommand {
    @Mixin
    private PortOption port = new PortOption();

    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Option(
            names = "--patch",
            paramLabel = "FILE|JSON",
            description =
                    "A JSON Patch, in a file or as it is; - for standard input. A CSV record is an object of its columns.")
    private String patch;

    @Mixin
    private OutputOption output = new OutputOption();

    ReplayCommand(Session session) {
        super(session);
    }

    /** Several answers, added up. */
    private static final class Sum {
        private final Map<String, Json> reasons = new LinkedHashMap<>();
        private final List<Json> samples = new ArrayList<>();
        private final List<Json> notOpen = new ArrayList<>();
        private long accepted;
        private long refused;
        private long truncated;
        private String version = "";

        void add(Json answer) {
            accepted += answer.number("accepted");
            refused += answer.number("refused");
            truncated += answer.number("truncated");
            version = answer.text("contractVersion").orElse("");
            notOpen.addAll(answer.at("notOpen").items());
            answer.at("samples").items().stream().limit(10 - samples.size()).forEach(samples::add);
            for (Json reason : answer.at("reasons").items()) {
                String key = reason.text("code").orElse("")
                        + reason.text("field").orElse("")
                        + reason.text("rule").orElse("");
                reasons.merge(
                        key,
                        reason,
                        (known, more) -> Json.object()
                                .with("code", known.at("code"))
                                .with("field", known.at("field"))
                                .with("rule", known.at("rule"))
                                .with("message", known.at("message"))
                                .with("letters", known.number("letters") + more.number("letters"))
                                .with("sample", known.at("sample"))
                                .done());
            }
        }
    }

    @Override
    public Integer call() {
        Optional<Json> edit = patch();
        DeadLetterClient letters = port.of(client());
        Sum sum = new Sum();
        Optional<String> after = Optional.empty();
        do {
            Json.Members wish = selection.wish(after);
            edit.ifPresent(json -> wish.with("patch", json));
            Json answer = letters.replay(wish.done());
            sum.add(answer);
            after = answer.text("next");
            if (after.isPresent()) {
                terminal().progress(sum.accepted + " replayed, " + sum.refused + " refused ...");
            }
        } while (after.isPresent());
        print(sum);
        return sum.refused + sum.truncated > 0 ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private void print(Sum sum) {
        List<Json> reasons = List.copyOf(sum.reasons.values());
        if (!output.isTable()) {
            output.format()
                    .print(
                            terminal(),
                            Json.object()
                                    .with("dryRun", selection.isDryRun())
                                    .with("contractVersion", sum.version)
                                    .with("accepted", sum.accepted)
                                    .with("refused", sum.refused)
                                    .with("truncated", sum.truncated)
                                    .with("notOpen", Json.array(sum.notOpen))
                                    .with("reasons", Json.array(reasons))
                                    .with("samples", Json.array(sum.samples))
                                    .done());
            return;
        }
        if (!reasons.isEmpty()) {
            new Listing()
                    .column("STILL REFUSED", "code")
                    .column("FIELD", "field")
                    .column("RULE", "rule")
                    .number("LETTERS", "letters")
                    .column("SAMPLE", "sample")
                    .column("MESSAGE", "message")
                    .print(terminal(), output.format(), reasons);
        }
        sum.notOpen.forEach(letter -> terminal()
                .note(letter.text("id").orElse("") + " does not wait: it is "
                        + letter.text("state").orElse("")));
        if (sum.truncated > 0) {
            terminal()
                    .note(Report.counted(sum.truncated, "record") + " cannot be replayed: only the beginning was kept."
                            + " Send them again, and discard these.");
        }
        String by = " by contract version " + sum.version;
        terminal()
                .line(
                        selection.isDryRun()
                                ? "Would replay " + Report.counted(sum.accepted, "record") + "; " + sum.refused
                                        + " would be refused again" + by + "."
                                : "Replayed " + Report.counted(sum.accepted, "record") + "; " + sum.refused
                                        + " refused again" + by + ".");
    }

    private Optional<Json> patch() {
        if (patch == null) {
            return Optional.empty();
        }
        try {
            String text = patch.stripLeading().startsWith("[")
                    ? patch
                    : patch.equals("-")
                            ? new String(terminal().in().readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(Path.of(patch));
            return Optional.of(Json.parse(text));
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The patch " + patch + " cannot be read",
                    "Give a file, or the patch itself in quotes",
                    e);
        } catch (PolderException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The patch is not well-formed JSON: " + e.getMessage(),
                    "Write it as [{\"op\": \"replace\", \"path\": \"/field\", \"value\": 1}]",
                    e);
        }
    }
}
