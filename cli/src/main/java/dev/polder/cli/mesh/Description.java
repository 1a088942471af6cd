package dev.polder.cli.mesh;

import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Style;
import dev.polder.cli.render.Table;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Shows whatever the server knows about one thing: plain values first, one per line, then lists of things as tables. What
 * a later server adds is shown too.
 */
final class Description {
    /** Long texts that have a better place: the documents themselves. */
    private static final Set<String> LEFT_OUT = Set.of("files", "source", "document", "documents");

    private final Terminal terminal;

    Description(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(Json thing) {
        values(thing, "");
        tables(thing, "");
    }

    private void values(Json thing, String prefix) {
        int width = thing.fields().entrySet().stream()
                .filter(member -> isValue(member.getValue()))
                .mapToInt(member -> title(member.getKey()).length())
                .max()
                .orElse(0);
        for (Map.Entry<String, Json> member : thing.fields().entrySet()) {
            if (isValue(member.getValue()) && !LEFT_OUT.contains(member.getKey())) {
                String title = title(member.getKey());
                terminal.line(prefix
                        + terminal.styled(title, Style.STRONG)
                        + " ".repeat(width - title.length() + 2)
                        + Style.printable(text(member.getValue())));
            }
        }
    }

    private void tables(Json thing, String path) {
        for (Map.Entry<String, Json> member : thing.fields().entrySet()) {
            Json value = member.getValue();
            if (isValue(value) || LEFT_OUT.contains(member.getKey())) {
                continue;
            }
            String title = path + title(member.getKey());
            terminal.line("");
            terminal.line(terminal.styled(title, Style.STRONG));
            if (value instanceof Json.Obj object) {
                values(object, "  ");
                tables(object, title + " / ");
            } else {
                table(value.items());
            }
        }
    }

    private void table(List<Json> items) {
        Set<String> names = new LinkedHashSet<>();
        items.forEach(item -> item.fields().forEach((name, value) -> {
            if (!value.isNull() && !LEFT_OUT.contains(name)) {
                names.add(name);
            }
        }));
        List<Table.Column> columns = new ArrayList<>();
        for (String name : names) {
            boolean numbers = items.stream()
                    .allMatch(item ->
                            item.at(name) instanceof Json.Num || item.at(name).isNull());
            String title = title(name).toUpperCase(Locale.ROOT);
            columns.add(numbers ? Table.Column.right(title) : Table.Column.left(title));
        }
        Table table = new Table(terminal, columns);
        items.forEach(item ->
                table.row(names.stream().map(name -> cell(item.at(name))).toList()));
        table.end();
    }

    private static Cell cell(Json value) {
        if (value instanceof Json.Bool bool) {
            return Cell.of(bool.value() ? "yes" : "no");
        }
        return Cell.of(text(value));
    }

    /** Whether it fits on a line: a scalar or a list of scalars. */
    private static boolean isValue(Json value) {
        return value.fields().isEmpty()
                && value.items().stream().allMatch(item -> item.scalar().isPresent());
    }

    private static String text(Json value) {
        if (value instanceof Json.Arr array) {
            List<String> texts = array.items().stream().map(Description::text).toList();
            return texts.isEmpty() ? "-" : String.join(", ", texts);
        }
        if (value instanceof Json.Bool bool) {
            return bool.value() ? "yes" : "no";
        }
        return value.scalar().orElseGet(() -> value.isNull() ? "-" : value.compact());
    }

    /** {@code deadLetterTopic} as {@code Dead letter topic}. */
    private static String title(String name) {
        StringBuilder title = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i == 0) {
                title.append(Character.toUpperCase(c));
            } else if (Character.isUpperCase(c)) {
                title.append(' ').append(Character.toLowerCase(c));
            } else {
                title.append(c);
            }
        }
        return title.toString();
    }
}
