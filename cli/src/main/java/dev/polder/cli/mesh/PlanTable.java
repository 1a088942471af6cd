package dev.polder.cli.mesh;

import dev.polder.cli.Report;
import dev.polder.cli.render.Csv;
import dev.polder.cli.render.OutputFormat;
import dev.polder.cli.render.Style;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.MeshPlan;
import dev.polder.client.MeshPlan.Change;
import java.util.List;

/** Shows what an apply or a delete would change. */
final class PlanTable {
    private PlanTable() {}

    static void print(Terminal terminal, OutputFormat format, MeshPlan plan) {
        switch (format) {
            case TABLE -> lines(terminal, plan);
            case CSV -> {
                terminal.line("action,kind,address,reason");
                plan.changes()
                        .forEach(change -> terminal.line(
                                Csv.line(List.of(change.action(), change.kind(), change.address(), change.reason()))));
            }
            case JSON, YAML -> format.print(terminal, json(plan));
        }
    }

    private static void lines(Terminal terminal, MeshPlan plan) {
        List<Change> changes = plan.effective();
        int kind = changes.stream()
                .mapToInt(change -> change.kind().length())
                .max()
                .orElse(0);
        int address = changes.stream()
                .mapToInt(change -> change.address().length())
                .max()
                .orElse(0);
        for (Change change : changes) {
            String line = mark(change.action()) + " " + padded(change.kind(), kind) + "  "
                    + padded(change.address(), address) + "  " + change.reason();
            terminal.line(terminal.styled(Style.printable(line.stripTrailing()), style(change.action())));
        }
        for (MeshPlan.Contract contract : plan.contracts()) {
            if (!contract.changes().isEmpty()) {
                terminal.line("");
                terminal.line(Style.printable(contract.port() + " " + contract.from() + " → " + contract.to()));
                ChangeLines.print(terminal, contract.changes());
                ReaderLines.print(terminal, contract.breaks(), contract.queries());
            }
        }
    }

    /** {@code 3 to create, 1 to change, 0 to remove, 12 unchanged}. */
    static String summary(MeshPlan plan) {
        return plan.effective().isEmpty()
                ? "Nothing to change: " + Report.counted(plan.count("none"), "resource") + " as described."
                : plan.count("create") + " to create, " + plan.count("change") + " to change, " + plan.count("remove")
                        + " to remove, " + plan.count("none") + " unchanged.";
    }

    private static Json json(MeshPlan plan) {
        return Json.object()
                .with(
                        "changes",
                        Json.array(plan.changes().stream()
                                .map(change -> Json.object()
                                        .with("action", change.action())
                                        .with("kind", change.kind())
                                        .with("address", change.address())
                                        .with("reason", change.reason())
                                        .done())
                                .toList()))
                .with(
                        "contracts",
                        Json.array(plan.contracts().stream()
                                .map(contract -> Json.object()
                                        .with("port", contract.port())
                                        .with("from", contract.from())
                                        .with("to", contract.to())
                                        .with("changes", ChangeLines.json(contract.changes()))
                                        .with("breaks", ReaderLines.transforms(contract.breaks()))
                                        .with("queries", ReaderLines.queries(contract.queries()))
                                        .done())
                                .toList()))
                .with("findings", Report.json(plan.findings()))
                .done();
    }

    private static String padded(String text, int width) {
        return text.concat(" ".repeat(Math.max(0, width - text.length())));
    }

    private static String mark(String action) {
        return switch (action) {
            case "create" -> "+";
            case "change" -> "~";
            case "remove" -> "-";
            default -> " ";
        };
    }

    private static Style style(String action) {
        return switch (action) {
            case "create" -> Style.GOOD;
            case "change" -> Style.CAUTION;
            case "remove" -> Style.BAD;
            default -> Style.PLAIN;
        };
    }
}
