package dev.polder.cli.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table for people: columns as wide as their content. Rows may be endless: the widths follow from the first
 * {@value #SAMPLE} rows, and later ones are written as they come.
 */
public final class Table {
    static final int SAMPLE = 1000;

    /** Numbers stand on the right. */
    public enum Align {
        LEFT,
        RIGHT
    }

    /** A column's heading. */
    public record Column(String title, Align align) {
        public Column {
            title = Style.printable(Objects.requireNonNull(title));
            Objects.requireNonNull(align);
        }

        public static Column left(String title) {
            return new Column(title, Align.LEFT);
        }

        public static Column right(String title) {
            return new Column(title, Align.RIGHT);
        }
    }

    private final Terminal terminal;
    private final List<Column> columns;
    private final int[] widths;
    private final List<List<Cell>> sample = new ArrayList<>();
    private boolean streaming;

    public Table(Terminal terminal, List<Column> columns) {
        this.terminal = terminal;
        this.columns = List.copyOf(columns);
        this.widths = columns.stream()
                .mapToInt(column -> DisplayWidth.of(column.title()))
                .toArray();
    }

    public void row(List<Cell> cells) {
        if (streaming) {
            write(cells);
            return;
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], DisplayWidth.of(cells.get(i).text()));
        }
        sample.add(cells);
        if (sample.size() >= SAMPLE) {
            writeSample();
        }
    }

    /** Writes what is still held back. */
    public void end() {
        if (!streaming) {
            writeSample();
        }
    }

    private void writeSample() {
        streaming = true;
        write(columns.stream()
                .map(column -> new Cell(column.title(), Style.STRONG))
                .toList());
        sample.forEach(this::write);
        sample.clear();
    }

    private void write(List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            int space = Math.max(0, widths[i] - DisplayWidth.of(cell.text()));
            boolean right = columns.get(i).align() == Align.RIGHT;
            if (i > 0) {
                line.append("  ");
            }
            if (right) {
                line.append(" ".repeat(space));
            }
            line.append(terminal.styled(cell.text(), cell.style()));
            if (!right && i < widths.length - 1) {
                line.append(" ".repeat(space));
            }
        }
        terminal.line(line.toString().stripTrailing());
    }
}
