package dev.polder.cli.letters;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Style;
import dev.polder.client.DeadLetterClient;
import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder deadletters show}. */
@Command(
        name = "show",
        header = "Show refused records as they came, and what the gate says of them today.",
        description =
                "Refused records hold whatever was sent, personal data too: think of who looks over your shoulder.")
final class ShowCommand extends ServerCommand {
    @Mixin
    private PortOption port = new PortOption();

    @Parameters(index = "1", paramLabel = "ID", description = "A letter, or a group for its newest ones.")
    private String id;

    @Option(
            names = "--newest",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many of a group. Default: ${DEFAULT-VALUE}.")
    private int newest;

    @Option(names = "--raw", description = "Print the bytes of one letter as they came, and nothing else.")
    private boolean raw;

    @Mixin
    private OutputOption output = new OutputOption();

    ShowCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        DeadLetterClient letters = port.of(client());
        boolean isLetter = id.contains("-");
        if (raw) {
            if (!isLetter) {
                throw new PolderException(
                        Code.USAGE, "--raw prints one letter, and " + id + " is a group", "Give the id of a letter");
            }
            letters.copy(id, terminal().out());
            return ExitCode.OK;
        }
        List<Json> shown = isLetter ? List.of(letters.letter(id)) : letters.newest(id, newest);
        if (!output.isTable()) {
            output.format().print(terminal(), isLetter ? shown.get(0) : Json.array(shown));
            return ExitCode.OK;
        }
        for (int i = 0; i < shown.size(); i++) {
            if (i > 0) {
                terminal().line("");
            }
            print(shown.get(i));
        }
        return ExitCode.OK;
    }

    private void print(Json letter) {
        line(
                "Letter",
                letter.text("id").orElse("") + ", " + letter.text("state").orElse(""));
        line(
                "Refused",
                letter.text("at").orElse("") + " by contract version "
                        + letter.text("contractVersion").orElse(""));
        line(
                "Source",
                letter.text("source").orElse("") + ", record " + letter.number("record") + ", "
                        + letter.number("length") + " bytes of "
                        + letter.text("format").orElse(""));
        for (Json refusal : letter.at("refusals").items()) {
            line("Because", refusal(refusal));
        }
        Json settled = letter.at("settled");
        if (!settled.isNull()) {
            line(
                    "Since then",
                    settled.text("kind").orElse("") + " " + settled.text("at").orElse("") + " by "
                            + settled.text("by").orElse("")
                            + settled.text("reason")
                                    .filter(text -> !text.isEmpty())
                                    .map(": "::concat)
                                    .orElse(""));
        }
        Json today = letter.at("today");
        String version =
                " by contract version " + letter.text("contractVersionNow").orElse("");
        if (today.isTrue("accepted")) {
            line("Today", "accepted" + version);
        } else {
            line("Today", "refused" + version);
            today.at("refusals").items().forEach(refusal -> line("", refusal(refusal)));
        }
        letter.text("columns").ifPresent(columns -> line("Columns", columns));
        line(
                letter.text("encoding").filter("base64"::equals).isPresent() ? "In base64" : "Record",
                letter.text("value").orElse("")
                        + (letter.isTrue("truncated") ? " (only this beginning was kept)" : ""));
    }

    private void line(String title, String text) {
        terminal()
                .line(terminal().styled(title, Style.STRONG)
                        + " ".repeat(Math.max(1, 12 - title.length()))
                        + Style.printable(text));
    }

    private static String refusal(Json refusal) {
        return refusal.text("path").orElse("$") + " " + refusal.text("code").orElse("") + ": "
                + refusal.text("message").orElse("")
                + refusal.text("value").map(value -> " (" + value + ")").orElse("");
    }
}
