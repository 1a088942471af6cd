package dev.polder.core.sql;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.Position;
import java.util.ArrayList;
import java.util.List;

/** Takes Spark SQL apart: comments, strings with their escapes, quoted names, words, numbers and symbols. */
final class SqlTokenizer {
    /** SQL that cannot be read or may not be run. */
    static final class Malformed extends Exception {
        private final transient Finding finding;

        Malformed(Code code, Position position, String message, String remedy) {
            super(message);
            this.finding = Finding.error(code, position, message, remedy);
        }

        Finding finding() {
            return finding;
        }
    }

    private final String file;
    private final String sql;
    private int at;
    private int line = 1;
    private int column = 1;

    private SqlTokenizer(String file, String sql) {
        this.file = file;
        this.sql = sql;
    }

    /** All tokens; the last one is of kind END. */
    static List<SqlToken> tokens(String file, String sql) throws Malformed {
        SqlTokenizer tokenizer = new SqlTokenizer(file, sql);
        List<SqlToken> tokens = new ArrayList<>();
        SqlToken token;
        do {
            token = tokenizer.next();
            tokens.add(token);
        } while (token.kind() != SqlToken.Kind.END);
        return tokens;
    }

    private SqlToken next() throws Malformed {
        skipSpaceAndComments();
        Position start = position();
        if (at >= sql.length()) {
            return new SqlToken(SqlToken.Kind.END, "", start);
        }
        char c = sql.charAt(at);
        if ((c == 'r' || c == 'R') && (ahead(1, '\'') || ahead(1, '"'))) {
            advance();
            return string(start, sql.charAt(at), true);
        }
        if (c == '\'' || c == '"') {
            return string(start, c, false);
        }
        if (c == '`') {
            return quotedName(start);
        }
        if (Character.isDigit(c)) {
            int from = at;
            while (at < sql.length()
                    && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_' || isFraction())) {
                advance();
            }
            return new SqlToken(SqlToken.Kind.NUMBER, sql.substring(from, at), start);
        }
        if (isWordStart(c)) {
            int from = at;
            while (at < sql.length() && (isWordStart(sql.charAt(at)) || Character.isDigit(sql.charAt(at)))) {
                advance();
            }
            return new SqlToken(SqlToken.Kind.WORD, sql.substring(from, at), start);
        }
        advance();
        return new SqlToken(SqlToken.Kind.SYMBOL, String.valueOf(c), start);
    }

    private boolean isFraction() {
        return sql.charAt(at) == '.' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1));
    }

    private static boolean isWordStart(char c) {
        return Character.isLetter(c) || c == '_' || Character.isSurrogate(c);
    }

    private SqlToken string(Position start, char quote, boolean raw) throws Malformed {
        advance();
        StringBuilder text = new StringBuilder();
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && !raw && at + 1 < sql.length()) {
                advance();
            } else if (c == quote) {
                advance();
                if (raw || at >= sql.length() || sql.charAt(at) != quote) {
                    return new SqlToken(SqlToken.Kind.STRING, text.toString(), start);
                }
            }
            text.append(sql.charAt(at));
            advance();
        }
        throw new Malformed(Code.SQL_INVALID, start, "A string is not closed.", "Add the closing " + quote + ".");
    }

    private SqlToken quotedName(Position start) throws Malformed {
        advance();
        StringBuilder text = new StringBuilder();
        while (at < sql.length()) {
            char c = sql.charAt(at);
            advance();
            if (c == '`') {
                if (at >= sql.length() || sql.charAt(at) != '`') {
                    return new SqlToken(SqlToken.Kind.QUOTED_NAME, text.toString(), start);
                }
                advance();
            }
            text.append(c);
        }
        throw new Malformed(Code.SQL_INVALID, start, "A quoted name is not closed.", "Add the closing `.");
    }

    private void skipSpaceAndComments() throws Malformed {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == '\uFEFF') {
                advance();
            } else if (c == '-' && ahead(1, '-')) {
                while (at < sql.length() && sql.charAt(at) != '\n') {
                    advance();
                }
            } else if (c == '/' && ahead(1, '*')) {
                comment();
            } else {
                return;
            }
        }
    }

    /** Comments in brackets nest, as they do in Spark. */
    private void comment() throws Malformed {
        Position start = position();
        int depth = 0;
        do {
            if (at >= sql.length()) {
                throw new Malformed(Code.SQL_INVALID, start, "A comment is not closed.", "Add the closing */.");
            }
            if (sql.charAt(at) == '/' && ahead(1, '*')) {
                depth++;
                advance();
            } else if (sql.charAt(at) == '*' && ahead(1, '/')) {
                depth--;
                advance();
            }
            advance();
        } while (depth > 0);
    }

    private boolean ahead(int offset, char c) {
        return at + offset < sql.length() && sql.charAt(at + offset) == c;
    }

    private void advance() {
        char c = sql.charAt(at++);
        if (c == '\n') {
            line++;
            column = 1;
        } else if (!Character.isLowSurrogate(c)) {
            column++;
        }
    }

    private Position position() {
        return new Position(file, line, column);
    }
}
