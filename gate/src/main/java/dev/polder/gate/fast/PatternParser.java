package dev.polder.gate.fast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses what most patterns consist of: literals, classes, escapes, groups, alternation, repetition, anchors, word boundaries. All of
 * it means what it means to RE2, whose {@code \s} has no vertical tab and whose {@code $} is the very end. Whatever else stands in
 * a pattern — flags, names, Unicode classes, octal escapes, quoting — makes it give up.
 */
final class PatternParser {
    private static final int MOST_REPEATS = 1000;
    private static final int DEEPEST = 100;

    private final String pattern;
    private int at;
    private int depth;

    private PatternParser(String pattern) {
        this.pattern = pattern;
    }

    /** The pattern's parts, or nothing when it holds more than this parser knows. */
    static Optional<PatternNode> parse(String pattern) {
        PatternParser parser = new PatternParser(pattern);
        try {
            PatternNode node = parser.choice();
            return parser.at == pattern.length() ? Optional.of(node) : Optional.empty();
        } catch (Unknown e) {
            return Optional.empty();
        }
    }

    private PatternNode choice() {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        List<PatternNode> options = new ArrayList<>();
        options.add(sequence());
        while (take('|')) {
            options.add(sequence());
        }
        depth--;
        return options.size() == 1 ? options.get(0) : new PatternNode.Choice(options);
    }

    private PatternNode sequence() {
        List<PatternNode> parts = new ArrayList<>();
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            parts.add(repeated(one()));
        }
        return parts.size() == 1 ? parts.get(0) : new PatternNode.Sequence(parts);
    }

    private PatternNode one() {
        int c = next();
        switch (c) {
            case '(':
                if (take('?') && !take(':')) {
                    throw new Unknown();
                }
                PatternNode group = choice();
                if (!take(')')) {
                    throw new Unknown();
                }
                return group;
            case '[':
                return new PatternNode.One(set());
            case '.':
                return new PatternNode.One(SymbolSet.NONE.with('\n', '\n').negated());
            case '^':
                return PatternNode.Place.START;
            case '$':
                return PatternNode.Place.END;
            case '*', '+', '?', '{':
                throw new Unknown();
            case '\\':
                return escaped();
            default:
                return new PatternNode.One(SymbolSet.NONE.with(c, c));
        }
    }

    private PatternNode escaped() {
        switch (peek()) {
            case 'A':
                at++;
                return PatternNode.Place.START;
            case 'z':
                at++;
                return PatternNode.Place.END;
            case 'b':
                at++;
                return PatternNode.Place.WORD_EDGE;
            case 'B':
                at++;
                return PatternNode.Place.NO_WORD_EDGE;
            default:
                Optional<SymbolSet> named = named();
                if (named.isPresent()) {
                    return new PatternNode.One(named.get());
                }
                int c = escape();
                return new PatternNode.One(SymbolSet.NONE.with(c, c));
        }
    }

    /** After a backslash: one of the six classes with a letter of their own. */
    private Optional<SymbolSet> named() {
        SymbolSet set = switch (peek()) {
            case 'd' -> SymbolSet.DIGITS;
            case 'D' -> SymbolSet.DIGITS.negated();
            case 'w' -> SymbolSet.WORD;
            case 'W' -> SymbolSet.WORD.negated();
            case 's' -> SymbolSet.SPACE;
            case 'S' -> SymbolSet.SPACE.negated();
            default -> SymbolSet.NONE;
        };
        if (set == SymbolSet.NONE) {
            return Optional.empty();
        }
        at++;
        return Optional.of(set);
    }

    /** After a backslash: the one character that is meant. */
    private int escape() {
        int c = next();
        switch (c) {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return 0x0B;
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'a':
                return 7;
            case 'x':
                return at < pattern.length() && peek() == '{' ? bracedHex() : hex(2);
            case 'u':
                return at < pattern.length() && peek() == '{' ? bracedHex() : hex(4);
            default:
                boolean punctuation = c < 0x80 && c >= ' ' && !Character.isLetterOrDigit(c) && c != '_';
                if (!punctuation) {
                    throw new Unknown();
                }
                return c;
        }
    }

    private int bracedHex() {
        at++;
        int end = pattern.indexOf('}', at);
        if (end <= at || end > at + 6) {
            throw new Unknown();
        }
        int c = hex(end - at);
        at++;
        return c;
    }

    private int hex(int digits) {
        int c = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw new Unknown();
            }
            c = c * 16 + digit;
        }
        if (c > Character.MAX_CODE_POINT) {
            throw new Unknown();
        }
        return c;
    }

    /** After an opening bracket. */
    private SymbolSet set() {
        boolean negated = take('^');
        SymbolSet set = SymbolSet.NONE;
        for (boolean first = true; first || peek() != ']'; first = false) {
            if (pattern.startsWith("[:", at)) {
                throw new Unknown();
            }
            if (peek() == '\\') {
                at++;
                Optional<SymbolSet> named = named();
                if (named.isPresent()) {
                    set = set.union(named.get());
                    continue;
                }
                at--;
            }
            int from = setCharacter();
            int to = from;
            if (peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                to = setCharacter();
            }
            if (to < from) {
                throw new Unknown();
            }
            set = set.with(from, to);
        }
        at++;
        return negated ? set.negated() : set;
    }

    private int setCharacter() {
        return take('\\') ? escape() : next();
    }

    private PatternNode repeated(PatternNode part) {
        if (at == pattern.length()) {
            return part;
        }
        int least;
        int most;
        switch (peek()) {
            case '*':
                least = 0;
                most = PatternNode.Repeat.UNBOUNDED;
                at++;
                break;
            case '+':
                least = 1;
                most = PatternNode.Repeat.UNBOUNDED;
                at++;
                break;
            case '?':
                least = 0;
                most = 1;
                at++;
                break;
            case '{':
                at++;
                least = count();
                most = !take(',') ? least : peek() == '}' ? PatternNode.Repeat.UNBOUNDED : count();
                if (!take('}') || most >= 0 && most < least) {
                    throw new Unknown();
                }
                break;
            default:
                return part;
        }
        take('?');
        if (at < pattern.length() && "*+?{".indexOf(peek()) >= 0) {
            throw new Unknown();
        }
        return new PatternNode.Repeat(part, least, most);
    }

    private int count() {
        int start = at;
        int count = 0;
        while (at < pattern.length() && peek() >= '0' && peek() <= '9' && at - start < 5) {
            count = count * 10 + pattern.charAt(at++) - '0';
        }
        boolean leadingZero = at > start + 1 && pattern.charAt(start) == '0'; // to RE2 the brace is then a character
        if (at == start || leadingZero || count > MOST_REPEATS) {
            throw new Unknown();
        }
        return count;
    }

    private char peek() {
        if (at >= pattern.length()) {
            throw new Unknown();
        }
        return pattern.charAt(at);
    }

    private int next() {
        peek();
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private boolean take(char c) {
        if (at < pattern.length() && pattern.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Something that this parser leaves to others. */
    private static final class Unknown extends RuntimeException {
        Unknown() {
            super("not known", null, false, false);
        }
    }
}
