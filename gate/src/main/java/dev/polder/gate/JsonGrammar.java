package dev.polder.gate;

import java.util.BitSet;

/**
 * Follows one JSON value byte by byte (RFC 8259) and knows where it ends. Takes any depth up to {@link #DEEPEST} with one bit
 * per level; bytes of strings that are no control characters are not looked at, the gate checks UTF-8.
 */
final class JsonGrammar {
    /** What a byte does to the value. */
    enum Step {
        /** It belongs to the value, which goes on. */
        MORE,
        /** It is the value's last byte. */
        DONE_WITH,
        /** The value (a number) ended before it. */
        DONE_BEFORE,
        /** It cannot stand here. */
        BROKEN
    }

    /** Nobody means this; the bits of the levels must not fill the memory. */
    static final int DEEPEST = 100_000;

    private enum State {
        VALUE,
        VALUE_OR_END,
        NAME,
        NAME_OR_END,
        COLON,
        COMMA_OR_END,
        STRING,
        ESCAPE,
        HEX,
        WORD,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS
    }

    private final BitSet objects = new BitSet();
    private State state = State.VALUE;
    private int depth;
    private boolean name;
    private String word = "";
    private int wordAt;
    private int hex;

    void start() {
        objects.clear();
        state = State.VALUE;
        depth = 0;
        name = false;
    }

    /** Takes the next byte. */
    Step accept(int c) {
        boolean space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        return switch (state) {
            case VALUE -> space ? Step.MORE : value(c);
            case VALUE_OR_END -> space ? Step.MORE : c == ']' ? close() : value(c);
            case NAME -> space ? Step.MORE : name(c);
            case NAME_OR_END -> space ? Step.MORE : c == '}' ? close() : name(c);
            case COLON -> space ? Step.MORE : c == ':' ? to(State.VALUE) : Step.BROKEN;
            case COMMA_OR_END -> space ? Step.MORE : commaOrEnd(c);
            case STRING -> string(c);
            case ESCAPE -> escape(c);
            case HEX -> isHex(c) ? (--hex == 0 ? to(State.STRING) : Step.MORE) : Step.BROKEN;
            case WORD -> word(c);
            case MINUS -> c == '0' ? to(State.ZERO) : isDigit(c) ? to(State.INTEGER) : Step.BROKEN;
            case ZERO -> c == '.' ? to(State.POINT) : isE(c) ? to(State.EXPONENT) : afterNumber(c);
            case INTEGER ->
                isDigit(c) ? Step.MORE : c == '.' ? to(State.POINT) : isE(c) ? to(State.EXPONENT) : afterNumber(c);
            case POINT -> isDigit(c) ? to(State.FRACTION) : Step.BROKEN;
            case FRACTION -> isDigit(c) ? Step.MORE : isE(c) ? to(State.EXPONENT) : afterNumber(c);
            case EXPONENT ->
                c == '+' || c == '-' ? to(State.EXPONENT_SIGN) : isDigit(c) ? to(State.EXPONENT_DIGITS) : Step.BROKEN;
            case EXPONENT_SIGN -> isDigit(c) ? to(State.EXPONENT_DIGITS) : Step.BROKEN;
            case EXPONENT_DIGITS -> isDigit(c) ? Step.MORE : afterNumber(c);
        };
    }

    /** Takes the end of the input. */
    Step end() {
        boolean number = state == State.ZERO
                || state == State.INTEGER
                || state == State.FRACTION
                || state == State.EXPONENT_DIGITS;
        return depth == 0 && number ? Step.DONE_BEFORE : Step.BROKEN;
    }

    /** What the last byte that was {@link Step#BROKEN} was not. */
    String expected() {
        if (depth >= DEEPEST) {
            return "nested too deep";
        }
        return switch (state) {
            case VALUE, VALUE_OR_END -> "a value should stand here";
            case NAME, NAME_OR_END -> "a field name in double quotes should stand here";
            case COLON -> "':' should stand here";
            case COMMA_OR_END -> objects.get(depth) ? "',' or '}' should stand here" : "',' or ']' should stand here";
            case STRING -> "a control character must be escaped";
            case ESCAPE, HEX -> "there is no such escape";
            case WORD -> "only true, false and null are words";
            case MINUS, ZERO, INTEGER, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS -> "this is no number";
        };
    }

    private Step to(State next) {
        state = next;
        return Step.MORE;
    }

    private Step value(int c) {
        return switch (c) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> {
                name = false;
                yield to(State.STRING);
            }
            case 't' -> startWord("true");
            case 'f' -> startWord("false");
            case 'n' -> startWord("null");
            case '-' -> to(State.MINUS);
            case '0' -> to(State.ZERO);
            default -> isDigit(c) ? to(State.INTEGER) : Step.BROKEN;
        };
    }

    private Step open(boolean object) {
        if (depth >= DEEPEST) {
            return Step.BROKEN;
        }
        objects.set(++depth, object);
        return to(object ? State.NAME_OR_END : State.VALUE_OR_END);
    }

    private Step close() {
        depth--;
        return complete();
    }

    private Step complete() {
        if (depth == 0) {
            return Step.DONE_WITH;
        }
        return to(State.COMMA_OR_END);
    }

    private Step commaOrEnd(int c) {
        boolean object = objects.get(depth);
        if (c == ',') {
            return to(object ? State.NAME : State.VALUE);
        }
        return c == (object ? '}' : ']') ? close() : Step.BROKEN;
    }

    private Step name(int c) {
        if (c != '"') {
            return Step.BROKEN;
        }
        name = true;
        return to(State.STRING);
    }

    private Step string(int c) {
        if (c == '"') {
            return name ? to(State.COLON) : complete();
        }
        return c == '\\' ? to(State.ESCAPE) : c < 0x20 ? Step.BROKEN : Step.MORE;
    }

    private Step escape(int c) {
        if (c == 'u') {
            hex = 4;
            return to(State.HEX);
        }
        return "\"\\/bfnrt".indexOf(c) >= 0 ? to(State.STRING) : Step.BROKEN;
    }

    private Step startWord(String started) {
        word = started;
        wordAt = 1;
        return to(State.WORD);
    }

    private Step word(int c) {
        if (c != word.charAt(wordAt)) {
            return Step.BROKEN;
        }
        return ++wordAt == word.length() ? complete() : Step.MORE;
    }

    private Step afterNumber(int c) {
        if (depth == 0) {
            return Step.DONE_BEFORE;
        }
        state = State.COMMA_OR_END;
        return accept(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isE(int c) {
        return c == 'e' || c == 'E';
    }

    private static boolean isHex(int c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
