package dev.polder.cli;

import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Problems as lines for people, and findings as JSON for programs. */
public final class Report {
    private Report() {}

    public static void print(Terminal terminal, List<Finding> findings) {
        findings.stream()
                .sorted(Comparator.comparing(Finding::position))
                .forEach(finding -> terminal.note(line(terminal, finding)));
    }

    private static String line(Terminal terminal, Finding finding) {
        Style style = finding.isError() ? Style.BAD : Style.CAUTION;
        return terminal.styledNote(Style.printable(finding.position().toString()), Style.STRONG)
                + " " + terminal.styledNote(finding.code().name(), style)
                + (finding.isError() ? " " : " (warning) ")
                + sentence(finding.message(), finding.remedy());
    }

    static String line(Terminal terminal, PolderException problem) {
        return terminal.styledNote(problem.code().name(), Style.BAD) + " "
                + sentence(problem.getMessage(), problem.remedy());
    }

    private static String sentence(String message, String remedy) {
        return Style.printable(message) + (remedy.isEmpty() ? "" : " → " + Style.printable(remedy));
    }

    public static Json json(List<Finding> findings) {
        return Json.array(findings.stream()
                .sorted(Comparator.comparing(Finding::position))
                .map(finding -> Json.object()
                        .with("code", finding.code().name())
                        .with("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                        .with("file", finding.position().file())
                        .with("line", finding.position().line())
                        .with("column", finding.position().column())
                        .with("message", finding.message())
                        .with("remedy", finding.remedy())
                        .done())
                .toList());
    }

    /** {@code 2 errors, 1 warning}. */
    public static String count(List<Finding> findings) {
        long errors = findings.stream().filter(Finding::isError).count();
        return counted(errors, "error") + ", " + counted(findings.size() - errors, "warning");
    }

    /** {@code 1 file}, {@code 2 files}. */
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
