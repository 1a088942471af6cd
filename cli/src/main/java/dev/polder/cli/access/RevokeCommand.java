package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.AccessClient;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polder access revoke}. */
@Command(name = "revoke", header = "End a grant now, or give your own back.")
final class RevokeCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the one who was granted it.")
    private String reason;

    @Mixin
    private OutputOption output = new OutputOption();

    RevokeCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        new RequestView(terminal()).changed(output, access.revoke(request.of(access), Optional.ofNullable(reason)));
        return ExitCode.OK;
    }
}
