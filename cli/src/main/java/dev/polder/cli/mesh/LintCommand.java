package dev.polder.cli.mesh;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Report;
import dev.polder.cli.Session;
import dev.polder.cli.render.Csv;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import dev.polder.core.contract.Undecided;
import dev.polder.core.problem.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder lint}. */
@Command(
        name = "lint",
        header = "Check documents; needs no server.",
        description = {
            "Reports everything that is wrong with the documents of a mesh directory, or with single documents, each with"
                    + " its place and what to do.",
            "Ends with 1 when there is an error; warnings alone are fine."
        })
public final class LintCommand extends PolderCommand {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Mesh directories and documents.")
    private List<Path> paths;

    @Option(
            names = "--undecided",
            description =
                    "Also list what the contracts say and no single record can break, with who judges it instead.")
    private boolean undecided;

    @Mixin
    private OutputOption output = new OutputOption();

    public LintCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Linter.Result result = Linter.lint(paths);
        List<Finding> findings = result.findings();
        switch (output.format()) {
            case TABLE -> {
                session().report(findings);
                if (undecided) {
                    result.undecided().forEach(it -> terminal().line(line(it)));
                }
                String summary = Report.counted(result.files(), "file") + ": "
                        + (findings.isEmpty() ? "no findings" : Report.count(findings));
                terminal().line(terminal().styled(summary, result.hasErrors() ? Style.BAD : Style.GOOD));
            }
            case CSV -> {
                terminal().line("file,line,column,severity,code,message,remedy");
                findings.forEach(finding -> terminal().line(csv(finding)));
            }
            case JSON, YAML -> {
                Json.Members answer =
                        Json.object().with("files", result.files()).with("findings", Report.json(findings));
                if (undecided) {
                    answer.with(
                            "undecided",
                            Json.array(result.undecided().stream()
                                    .map(it -> Json.of(line(it)))
                                    .toList()));
                }
                output.format().print(terminal(), answer.done());
            }
        }
        return result.hasErrors() ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static String line(Undecided undecided) {
        String path = undecided.path().isEmpty() ? "" : " " + undecided.path();
        return undecided.position() + path + ": " + undecided.what() + ": "
                + undecided.judge().words();
    }

    private static String csv(Finding finding) {
        return Csv.line(List.of(
                finding.position().file(),
                Integer.toString(finding.position().line()),
                Integer.toString(finding.position().column()),
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.code().name(),
                finding.message(),
                finding.remedy()));
    }
}
