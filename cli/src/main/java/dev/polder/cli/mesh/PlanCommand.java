package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.client.MeshPlan;
import dev.polder.client.PolderClient.ApplyOptions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder plan}. */
@Command(
        name = "plan",
        header = "Show what applying a mesh directory would change.",
        description = "Reads the documents in DIR, asks the server, and changes nothing.")
public final class PlanCommand extends ServerCommand {
    @Parameters(paramLabel = "DIR", description = "The directory of a mesh, or a part of one.")
    private Path directory;

    @Option(names = "--prune", description = "Also remove products of these domains that DIR does not have.")
    private boolean prune;

    @Mixin
    private OutputOption output = new OutputOption();

    public PlanCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        MeshDirectory mesh = Linter.sound(session(), directory);
        MeshPlan plan = mesh.shown(client().plan(mesh.files(), new ApplyOptions(prune, false)));
        session().report(plan.findings());
        PlanTable.print(terminal(), output.format(), plan);
        if (output.isTable()) {
            terminal().line(PlanTable.summary(plan));
        }
        return plan.hasErrors() ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
