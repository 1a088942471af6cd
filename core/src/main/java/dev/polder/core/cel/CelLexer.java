package dev.polder.core.cel;

import java.util.ArrayList;
import java.util.List;

/** Cuts a rule into tokens, as the language definition of CEL has them. */
final class CelLexer {
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    /**
     * @param text the sign or name; of a string its value
     * @param quoted a name in backquotes, which is no keyword
     */
    record Token(Kind kind, String text, int offset, boolean quoted) {}

    private static final List<String> SIGNS = List.of(
            "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]",
            ".", ",");

    private final String text;
    private int at;

    private CelLexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        CelLexer lexer = new CelLexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.get(tokens.size() - 1).kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.startsWith("//", at))) {
            if (text.charAt(at) == '/') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() - 1 : end;
            }
            at++;
        }
        int start = at;
        if (at == text.length()) {
            return new Token(Kind.END, "the end", start, false);
        }
        char c = text.charAt(at);
        if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            return number();
        }
        if (c == '"' || c == '\'') {
            return string(false);
        }
        boolean raw = (c == 'r' || c == 'R') && at + 1 < text.length() && "\"'".indexOf(text.charAt(at + 1)) >= 0;
        if (raw) {
            at++;
            return string(true);
        }
        if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
                at++;
            }
            return new Token(Kind.NAME, text.substring(start, at), start, false);
        }
        if (c == '`' && text.indexOf('`', at + 1) > at + 1) {
            at = text.indexOf('`', at + 1) + 1;
            return new Token(Kind.NAME, text.substring(start + 1, at - 1), start, true);
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Kind.SIGN, sign, start, false);
            }
        }
        throw new CelProblem.Found(
                start,
                "The rule has the character '" + Character.toString(text.codePointAt(at))
                        + "', which means nothing in CEL.",
                c == '=' ? "Write == to compare." : c == '&' || c == '|' ? "Write && or ||." : "Remove it.");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private Token number() {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean sign = (c == '+' || c == '-') && "eE".indexOf(text.charAt(at - 1)) >= 0 && !isHex(start);
            if (!isDigit(c) && c != '.' && !isLetter(c) && !sign || at == start + 1 && sign) {
                break;
            }
            at++;
        }
        return new Token(Kind.NUMBER, text.substring(start, at), start, false);
    }

    private boolean isHex(int start) {
        return text.startsWith("0x", start) || text.startsWith("0X", start);
    }

    private Token string(boolean raw) {
        int start = at;
        String quote = text.substring(at, at + 1);
        if (text.startsWith(quote.repeat(3), at)) {
            quote = quote.repeat(3);
        }
        at += quote.length();
        StringBuilder value = new StringBuilder();
        while (!text.startsWith(quote, at)) {
            if (at >= text.length() || quote.length() == 1 && text.charAt(at) == '\n') {
                throw new CelProblem.Found(start, "The string has no end.", "Add " + quote + ".");
            }
            char c = text.charAt(at++);
            if (c == '\\' && !raw) {
                escape(value);
            } else {
                value.append(c);
            }
        }
        at += quote.length();
        return new Token(Kind.TEXT, value.toString(), start, true);
    }

    private void escape(StringBuilder value) {
        int start = at - 1;
        char c = at < text.length() ? text.charAt(at++) : ' ';
        int plain = "abfnrtv\\?\"'`".indexOf(c);
        if (plain >= 0) {
            value.append("\u0007\b\f\n\r\t\u000b\\?\"'`".charAt(plain));
            return;
        }
        int digits = c == 'x' || c == 'X' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        try {
            int code = digits == 0
                    ? Integer.parseInt(text.substring(at - 1, at += 2), 8)
                    : Integer.parseInt(text.substring(at, at += digits), 16);
            value.appendCodePoint(code);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CelProblem.Found(
                    start, "The string has an escape that CEL does not know.", "Write \\\\ for a backslash, or r'…'.");
        }
    }
}
