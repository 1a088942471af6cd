package dev.polder.cli.render;

import dev.polder.client.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A list of things of one kind, shown as asked for: a table or CSV has the columns, JSON and YAML have everything. */
public final class Listing {
    private record Shown(Table.Column column, Function<Json, Cell> cell) {}

    private final List<Shown> columns = new ArrayList<>();

    /** A column that shows a member as it is. */
    public Listing column(String title, String member) {
        return column(title, item -> item.text(member).orElse(""));
    }

    /** A column of numbers that shows a member as it is. */
    public Listing number(String title, String member) {
        return number(title, item -> item.text(member).orElse(""));
    }

    public Listing column(String title, Function<Json, String> text) {
        return styled(title, item -> Cell.of(text.apply(item)));
    }

    /** A column of numbers. */
    public Listing number(String title, Function<Json, String> text) {
        columns.add(new Shown(Table.Column.right(title), item -> Cell.of(text.apply(item))));
        return this;
    }

    public Listing styled(String title, Function<Json, Cell> cell) {
        columns.add(new Shown(Table.Column.left(title), cell));
        return this;
    }

    public void print(Terminal terminal, OutputFormat format, List<Json> items) {
        switch (format) {
            case TABLE -> {
                Table table =
                        new Table(terminal, columns.stream().map(Shown::column).toList());
                items.forEach(item -> table.row(
                        columns.stream().map(shown -> shown.cell().apply(item)).toList()));
                table.end();
            }
            case CSV -> {
                terminal.line(Csv.line(columns.stream()
                        .map(shown -> shown.column().title().toLowerCase(Locale.ROOT))
                        .toList()));
                items.forEach(item -> terminal.line(Csv.line(columns.stream()
                        .map(shown -> shown.cell().apply(item).text())
                        .toList())));
            }
            case JSON -> terminal.line(Json.array(items).pretty());
            case YAML -> terminal.out().print(Yaml.write(Json.array(items)));
        }
    }
}
