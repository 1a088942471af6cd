package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import dev.polder.core.name.NamedPort;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder can-i}. */
@Command(
        name = "can-i",
        header = "Say whether you may read a port, with what is owed, and why.",
        description =
                "Nothing is read. It ends with 1 when the answer is no. Of others may ask the owners of the port's domain,"
                        + " governance and admins.")
public final class CanICommand extends ServerCommand {
    private static final int TITLE = 10;

    @Parameters(index = "0", paramLabel = "read", description = "What to do.")
    private String action;

    @Parameters(
            index = "1",
            paramLabel = "ADDRESS",
            description = "The port: domain.product.port, or domain.product.port.v1 for that major version.")
    private String address;

    @Option(names = "--as", paramLabel = "NAME", description = "Somebody else.")
    private String as;

    @Option(names = "--for", paramLabel = "PURPOSE", description = "What for, such as marketing.")
    private String purpose;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = Times.Until.class,
            description = "At a time that lies ahead: " + Times.AHEAD + ".")
    private Instant at;

    @Mixin
    private OutputOption output = new OutputOption();

    public CanICommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (!action.equals("read")) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + action + "' is nothing that decisions are made about",
                    "Say polder can-i read ADDRESS");
        }
        Json.Members question = Json.object()
                .with("principal", Optional.ofNullable(as))
                .with("purpose", Optional.ofNullable(purpose))
                .with("at", Optional.ofNullable(at).map(Instant::toString));
        Json decision = client().access().decide(NamedPort.parse(address), question);
        if (output.isTable()) {
            print(decision);
        } else {
            output.format().print(terminal(), decision);
        }
        return decision.isTrue("permitted") ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void print(Json decision) {
        boolean yes = decision.isTrue("permitted");
        String who = text(decision, "principal")
                + (yes ? " may read " : " may not read ")
                + text(decision, "port")
                + decision.text("purpose").map(word -> " for '" + word + "'").orElse("");
        terminal()
                .line(terminal().styled(yes ? "yes" : "no", yes ? Style.GOOD : Style.BAD) + "  "
                        + Style.printable(who));
        if (!decision.at("columns").isNull()) {
            line(
                    "columns",
                    decision.at("columns").items().stream()
                            .map(item -> item.scalar().orElse(""))
                            .collect(Collectors.joining(", ")));
        }
        decision.at("rowFilters")
                .items()
                .forEach(filter -> line("rows", filter.scalar().orElse("")));
        decision.at("masks")
                .fields()
                .forEach((column, mask) ->
                        line("mask", column + " as " + mask.scalar().orElseGet(mask::compact)));
        for (Json reason : decision.at("reasons").items()) {
            line(
                    text(reason, "effect").toLowerCase(Locale.ROOT).replace('_', ' '),
                    text(reason, "source") + ": " + text(reason, "text"));
        }
    }

    private void line(String title, String text) {
        terminal()
                .line("  " + terminal().styled(title, Style.STRONG)
                        + " ".repeat(Math.max(1, TITLE + 2 - title.length()))
                        + Style.printable(text));
    }

    private static String text(Json item, String name) {
        return item.text(name).orElse("");
    }
}
