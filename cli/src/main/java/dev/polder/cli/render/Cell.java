package dev.polder.cli.render;

import java.util.Objects;

/** A field of a table: one line of text. */
public record Cell(String text, Style style) {
    public Cell {
        text = Style.printable(Objects.requireNonNull(text));
        Objects.requireNonNull(style);
    }

    public static Cell of(String text) {
        return new Cell(text, Style.PLAIN);
    }
}
