package dev.polder.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes figures for programs or for people. */
final class Report {
    private static final List<String> HEAD = List.of("figure", "what", "value", "unit", "ratio", "to", "target", "met");

    private Report() {}

    static String json(List<Figure> figures) {
        return figures.stream().map(Figure::json).collect(Collectors.joining(",\n ", "[", "]"));
    }

    static String table(List<Figure> figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Figure figure : figures) {
            rows.add(List.of(
                    figure.name(),
                    figure.what(),
                    Numbers.text(figure.value().median()),
                    figure.unit(),
                    figure.beside()
                            .map(peer -> Numbers.text(peer.ratio().median()) + " ×")
                            .orElse(""),
                    figure.beside().map(Figure.Beside::to).orElse(""),
                    figure.targets().stream().map(Target::text).collect(Collectors.joining(", ")),
                    figure.met()));
        }
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            // Numbers to the right.
            line.append(i == 2 || i == 4 ? blanks + row.get(i) : row.get(i) + blanks)
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }
}
