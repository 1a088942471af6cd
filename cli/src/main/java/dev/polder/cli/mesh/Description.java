package dev.polder.cli.mesh;

import dev.polder.cli.render.Cell;
import dev.polder.cli.render.Listing;
import dev.polder.cli.render.OutputFormat;
import dev.polder.cli.render.Style;
import dev.polder.cli.render.Table;
import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shows whatever the server knows about one thing: plain values first, one per line, then lists of things as tables. What
 * a later server adds is shown too.
 */
final class Description {
    /** What has a better place: documents and SQL are for {@code -o json}, the condition is among the conditions. */
    private static final Set<String> LEFT_OUT = Set.of("files", "sql", "condition", "source");

    private final Terminal terminal;

    Description(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(Json thing) {
        values(thing, "");
        sections(thing, "");
    }

    private void values(Json thing, String indent) {
        int width = thing.fields().entrySet().stream()
                .filter(Description::isLine)
                .mapToInt(member -> title(member.getKey()).length())
                .max()
                .orElse(0);
        thing.fields().entrySet().stream().filter(Description::isLine).forEach(member -> {
            String title = title(member.getKey());
            terminal.line(indent
                    + terminal.styled(title, Style.STRONG)
                    + " ".repeat(width - title.length() + 2)
                    + Style.printable(text(member.getValue())));
        });
    }

    private void sections(Json thing, String path) {
        for (Map.Entry<String, Json> member : thing.fields().entrySet()) {
            Json value = member.getValue();
            if (isLine(member) || isEmpty(value) || LEFT_OUT.contains(member.getKey())) {
                continue;
            }
            String title = path + title(member.getKey());
            terminal.line("");
            terminal.line(terminal.styled(title, Style.STRONG));
            if (value instanceof Json.Obj object) {
                values(object, "  ");
                sections(object, title + " / ");
            } else {
                listing(member.getKey())
                        .ifPresentOrElse(
                                listing -> listing.print(terminal, OutputFormat.TABLE, value.items()),
                                () -> table(value.items()));
            }
        }
    }

    private static Optional<Listing> listing(String name) {
        return switch (name) {
            case "products" -> Optional.of(Listings.products());
            case "outputPorts", "ports" -> Optional.of(Listings.ports());
            default -> Optional.empty();
        };
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
        items.forEach(item -> table.row(
                names.stream().map(name -> Cell.of(text(item.at(name)))).toList()));
        table.end();
    }

    /** Whether a member stands on a line of its own: a scalar or a list of scalars. */
    private static boolean isLine(Map.Entry<String, Json> member) {
        Json value = member.getValue();
        return !isEmpty(value)
                && !LEFT_OUT.contains(member.getKey())
                && value.fields().isEmpty()
                && value.items().stream().allMatch(item -> item.scalar().isPresent());
    }

    private static boolean isEmpty(Json value) {
        return value.isNull()
                || value.scalar().isEmpty()
                        && value.items().isEmpty()
                        && value.fields().isEmpty();
    }

    private static String text(Json value) {
        if (value instanceof Json.Arr array) {
            return String.join(
                    ", ", array.items().stream().map(Description::text).toList());
        }
        if (value instanceof Json.Bool bool) {
            return bool.value() ? "yes" : "no";
        }
        return value.scalar().orElseGet(() -> value.isNull() ? "" : value.compact());
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
