package dev.polder.gate.fast;

import java.util.Optional;

/**
 * A {@code pattern}, compiled to a deterministic automaton over bytes: one look into a table per byte, and an answer before the
 * string's end when nothing can change it any more. It finds a pattern exactly where RE2 does.
 *
 * <p>Characters beyond ASCII are one symbol to it. In a pattern that tells them apart, a string that has any is left to others.
 */
public final class AsciiPattern implements TextRule {
    /** In which no more bytes can lead to a match. */
    static final int LOST = 0;

    /** In which the pattern has been found. */
    static final int FOUND = 1;

    private final char[] next;
    private final boolean[] foundAtEnd;
    private final int start;
    private final boolean decidesOthers;

    /**
     * @param next by state × 256 + byte
     * @param foundAtEnd by state: whether the pattern is found when the string ends there
     */
    AsciiPattern(char[] next, boolean[] foundAtEnd, int start, boolean decidesOthers) {
        this.next = next;
        this.foundAtEnd = foundAtEnd;
        this.start = start;
        this.decidesOthers = decidesOthers;
    }

    /**
     * Compiles a pattern: ECMA-262 as far as RE2 runs it, found anywhere unless it is anchored.
     *
     * @return empty when it holds something rare, or would need too many states
     */
    public static Optional<TextRule> compile(String pattern) {
        return PatternParser.parse(pattern).flatMap(PatternAutomaton::of).map(AsciiPattern::simplest);
    }

    private static TextRule simplest(AsciiPattern pattern) {
        Optional<TextRule> fixed = FixedPattern.of(pattern);
        return fixed.orElse(pattern);
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to, boolean ascii) {
        if (!ascii && !decidesOthers) {
            return false;
        }
        int state = start;
        if (state <= FOUND) {
            return state == FOUND;
        }
        char[] table = next;
        for (int i = from; i < to; i++) {
            state = table[state << 8 | bytes[i] & 0xFF];
            if (state <= FOUND) {
                return state == FOUND;
            }
        }
        return foundAtEnd[state];
    }

    int states() {
        return foundAtEnd.length;
    }

    int start() {
        return start;
    }

    int next(int state, int value) {
        return next[state << 8 | value];
    }

    boolean isFoundAtEnd(int state) {
        return foundAtEnd[state];
    }
}
