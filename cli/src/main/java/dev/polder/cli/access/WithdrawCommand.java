package dev.polder.cli.access;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.AccessClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polder access withdraw}. */
@Command(name = "withdraw", header = "Take back a request that nobody has decided.")
final class WithdrawCommand extends ServerCommand {
    @Mixin
    private RequestId request = new RequestId();

    @Mixin
    private OutputOption output = new OutputOption();

    WithdrawCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        AccessClient access = client().access();
        new RequestView(terminal()).changed(output, access.withdraw(request.of(access)));
        return ExitCode.OK;
    }
}
