package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.AccessClient;
import dev.polder.client.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder access show}. */
@Command(name = "show", header = "Show a request for access and what became of it.")
final class ShowCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Mixin
    private OutputOption output = new OutputOption();

    ShowCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        Json shown = access.show(request.of(access));
        if (output.isTable()) {
            new RequestView(terminal()).show(shown);
        } else {
            output.format().print(terminal(), shown);
        }
        return ExitCode.OK;
    }
}
