package dev.polder.core.sql;

import dev.polder.core.problem.Position;
import java.util.Locale;

/**
 * A piece of SQL.
 *
 * @param text of a word: as written; of a quoted name: without quotes; of a symbol: one character
 */
record SqlToken(Kind kind, String text, Position position) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    /** Whether this is an unquoted word, whatever its case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean is(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** The word in upper case; empty for anything but an unquoted word. */
    String keyword() {
        return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
    }
}
