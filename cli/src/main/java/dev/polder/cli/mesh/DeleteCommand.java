package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.MeshPlan;
import dev.polder.client.PolderClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder delete}. */
@Command(
        name = "delete",
        header = "Remove a domain or a data product with its data.",
        description = "Refused while others read it. It shows what goes and asks; without a terminal, --yes is needed.")
public final class DeleteCommand extends ServerCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[domain|product] ADDRESS",
            hideParamSyntax = true,
            description = "What to remove, such as sales or sales.orders.")
    private List<String> words;

    @Option(names = "--dry-run", description = "Only show what would be removed.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Mixin
    private OutputOption output = new OutputOption();

    public DeleteCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Address address = Address.parse(words);
        PolderClient client = client();
        MeshPlan plan = delete(client, address, true);
        if (dryRun || !yes) {
            PlanTable.print(terminal(), output.format(), plan);
            terminal().flush();
        }
        if (dryRun) {
            return ExitCode.OK;
        }
        if (!yes && !isConfirmed()) {
            terminal().note("Nothing was removed.");
            return ExitCode.FAILED;
        }
        MeshPlan removed = delete(client, address, false);
        if (output.isTable()) {
            terminal().line("Removed " + words.get(words.size() - 1) + ".");
        } else {
            PlanTable.print(terminal(), output.format(), removed);
        }
        return ExitCode.OK;
    }

    private boolean isConfirmed() {
        if (!terminal().isInteractive()) {
            throw new PolderException(
                    Code.USAGE,
                    "This removes data for good",
                    "If that is right, say it again with --yes; --dry-run only shows what would go");
        }
        return terminal().confirm("Remove all of this for good?");
    }

    private static MeshPlan delete(PolderClient client, Address address, boolean dryRun) {
        if (address instanceof Address.OfDomain domain) {
            return dryRun ? client.planDelete(domain.domain()) : client.delete(domain.domain());
        }
        if (address instanceof Address.OfProduct product) {
            return dryRun ? client.planDelete(product.product()) : client.delete(product.product());
        }
        throw new PolderException(
                Code.USAGE,
                "A single port cannot be deleted",
                "Take it out of the product's documents and apply them with --allow-removals");
    }
}
