package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.AccessClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder access refuse}. */
@Command(name = "refuse", header = "Refuse a request for access.")
final class RefuseCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the one who asked.")
    private String reason;

    @Mixin
    private OutputOption output = new OutputOption();

    RefuseCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        new RequestView(terminal()).changed(output, access.refuse(request.of(access), reason));
        return ExitCode.OK;
    }
}
