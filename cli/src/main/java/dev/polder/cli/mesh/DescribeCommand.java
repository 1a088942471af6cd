package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polder describe}. */
@Command(
        name = "describe",
        header = "Show all there is to know about a domain, a data product, a port or a policy.",
        description = "What it is follows from the address: sales, sales.orders, sales.orders.order-lines or"
                + " mesh/pii-is-masked.")
public final class DescribeCommand extends ServerCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[domain|product|port|policy] ADDRESS",
            hideParamSyntax = true,
            description = "What to describe, such as sales.orders.order-lines.")
    private List<String> words;

    @Mixin
    private OutputOption output = new OutputOption();

    public DescribeCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Address address = Address.parse(words);
        Json described = address.describe(client());
        if (output.isTable()) {
            new Description(terminal()).print(described);
        } else {
            output.format().print(terminal(), described);
        }
        return ExitCode.OK;
    }
}
