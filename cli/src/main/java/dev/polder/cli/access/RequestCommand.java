package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.client.Json;
import dev.polder.core.name.NamedPort;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder access request}. */
@Command(
        name = "request",
        header = "Ask for access to a port.",
        description = "Asking again for the same changes nothing: the open request is shown.")
final class RequestCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The port, such as sales.orders.order-lines.")
    private String address;

    @Option(
            names = {"--purpose", "--for"},
            required = true,
            paramLabel = "PURPOSE",
            description = "What for, in one word such as fraud-detection; the grant is for that only.")
    private String purpose;

    @Option(
            names = "--until",
            required = true,
            paramLabel = "TIME",
            converter = Times.Until.class,
            description = "How long: " + Times.AHEAD + ".")
    private Instant until;

    @Option(names = "--columns", paramLabel = "NAME", split = ",", description = "Only these columns; all without it.")
    private List<String> columns;

    @Option(
            names = "--team",
            paramLabel = "TEAM",
            description = "For all members of a team of yours, not for you alone.")
    private String team;

    @Option(
            names = "--product",
            paramLabel = "DOMAIN.PRODUCT",
            description =
                    "For the transforms of a product of your domain, which has the port as input; the purpose is the one"
                            + " that its descriptor says.")
    private String product;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What the owner should know.")
    private String reason;

    @Mixin
    private OutputOption output = new OutputOption();

    RequestCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Json.Members wish = Json.object()
                .with("port", NamedPort.parse(address).address().toString())
                .with("purpose", purpose)
                .with("until", until.toString())
                .with("team", Optional.ofNullable(team))
                .with("product", Optional.ofNullable(product))
                .with("reason", Optional.ofNullable(reason));
        Optional.ofNullable(columns).ifPresent(names -> wish.with("columns", Json.texts(names)));
        Json request = client().access().request(wish.done());
        new RequestView(terminal()).changed(output, request);
        if (output.isTable() && request.text("state").equals(Optional.of("requested"))) {
            terminal()
                    .note("An owner of the port's domain decides. See what becomes of it: polder access show "
                            + RequestView.text(request, "id").replaceFirst("-.*", ""));
        }
        return ExitCode.OK;
    }
}
