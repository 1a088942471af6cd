package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.client.AccessClient;
import dev.polder.client.Json;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder access renew}. */
@Command(name = "renew", header = "Ask for a grant to go on.")
final class RenewCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Option(
            names = "--until",
            required = true,
            paramLabel = "TIME",
            converter = Times.Until.class,
            description = "How much longer: " + Times.AHEAD + ".")
    private Instant until;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What the owner should know.")
    private String reason;

    @Mixin
    private OutputOption output = new OutputOption();

    RenewCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        new RequestView(terminal()).changed(output, access.renew(request.of(access), wish()));
        return ExitCode.OK;
    }

    private Json wish() {
        return Json.object()
                .with("until", until.toString())
                .with("reason", Optional.ofNullable(reason))
                .done();
    }
}
