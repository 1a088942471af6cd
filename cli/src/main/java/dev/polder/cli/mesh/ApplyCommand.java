package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.client.MeshPlan;
import dev.polder.client.PolderClient;
import dev.polder.client.PolderClient.ApplyOptions;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder apply}. */
@Command(
        name = "apply",
        header = "Make the mesh what a directory says.",
        description = {
            "Checks the documents in DIR, shows what changes, applies it all or not at all, and waits until every port is"
                    + " ready. A second apply changes nothing.",
            "It asks before something is removed; without a terminal, --yes is needed for that."
        })
public final class ApplyCommand extends ServerCommand {
    @Parameters(paramLabel = "DIR", description = "The directory of a mesh, or a part of one.")
    private Path directory;

    @Option(
            names = "--prune",
            description = "Also remove products and policies, of what DIR describes, that DIR does not have.")
    private boolean prune;

    @Option(names = "--allow-removals", description = "Let what is removed lose its data.")
    private boolean allowRemovals;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            defaultValue = "3m",
            fallbackValue = "3m",
            converter = Times.Span.class,
            parameterConsumer = Times.Span.class,
            description = "How long to wait until the ports are ready, such as 90s; 0 not at all. Default: 3m.")
    private Duration wait;

    @Mixin
    private OutputOption output = new OutputOption();

    public ApplyCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        MeshDirectory mesh = Linter.sound(session(), directory);
        PolderClient client = client();
        MeshPlan plan = mesh.shown(client.plan(mesh.files(), new ApplyOptions(prune, allowRemovals)));
        if (plan.hasErrors()) {
            session().report(plan.findings());
            PlanTable.print(terminal(), output.format(), plan);
            return ExitCode.FINDINGS;
        }
        if (output.isTable()) {
            PlanTable.print(terminal(), output.format(), plan);
        }
        if (plan.count("remove") > 0 && !yes && !isConfirmed(plan)) {
            terminal().note("Nothing was changed.");
            return ExitCode.FAILED;
        }
        MeshPlan applied = mesh.shown(client.apply(mesh.files(), new ApplyOptions(prune, allowRemovals)));
        session().report(applied.findings());
        if (output.isTable()) {
            terminal().line(summary(applied));
        } else {
            PlanTable.print(terminal(), output.format(), applied);
        }
        terminal().flush();
        return wait.isZero() || new ReadyWait(terminal(), client, wait).until(applied) ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean isConfirmed(MeshPlan plan) {
        if (!terminal().isInteractive()) {
            throw new PolderException(
                    Code.USAGE,
                    "This removes " + plan.count("remove") + " of what is there",
                    "If that is right, say it again with --yes; polder plan shows what it is");
        }
        return terminal().confirm("Remove " + plan.count("remove") + " of what is there?");
    }

    private static String summary(MeshPlan applied) {
        return applied.effective().isEmpty()
                ? PlanTable.summary(applied)
                : "Applied: " + applied.count("create") + " created, " + applied.count("change") + " changed, "
                        + applied.count("remove") + " removed, " + applied.count("none") + " unchanged.";
    }
}
