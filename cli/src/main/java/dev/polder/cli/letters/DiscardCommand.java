package dev.polder.cli.letters;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.Report;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.DeadLetterClient;
import dev.polder.client.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder deadletters discard}. */
@Command(
        name = "discard",
        header = "Note that refused records will not be replayed, and why.",
        description = "They do not wait any more. Their bytes stay until the retention of the contract ends.")
final class DiscardCommand extends ServerCommand {
    @Mixin
    private PortOption port = new PortOption();

    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why they may be forgotten.")
    private String reason;

    @Mixin
    private OutputOption output = new OutputOption();

    DiscardCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        DeadLetterClient letters = port.of(client());
        List<Json> notOpen = new ArrayList<>();
        long discarded = 0;
        Optional<String> after = Optional.empty();
        do {
            Json answer =
                    letters.discard(selection.wish(after).with("reason", reason).done());
            discarded += answer.number("discarded");
            notOpen.addAll(answer.at("notOpen").items());
            after = answer.text("next");
        } while (after.isPresent());
        if (!output.isTable()) {
            output.format()
                    .print(
                            terminal(),
                            Json.object()
                                    .with("dryRun", selection.isDryRun())
                                    .with("discarded", discarded)
                                    .with("notOpen", Json.array(notOpen))
                                    .done());
            return ExitCode.OK;
        }
        notOpen.forEach(letter -> terminal()
                .note(letter.text("id").orElse("") + " does not wait: it is "
                        + letter.text("state").orElse("")));
        terminal()
                .line((selection.isDryRun() ? "Would discard " : "Discarded ") + Report.counted(discarded, "record")
                        + ".");
        return ExitCode.OK;
    }
}
