package dev.polder.gate;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a regular expression becomes when its repetitions are written out, which is what its compiler does. Counts what it does
 * not understand as one character; whether it is well-formed others say.
 */
final class PatternSize {
    private static final long HUGE = 1L << 40;

    private final String pattern;
    private int at;
    private int deepest;
    /** What the open groups have so far. */
    private final Deque<Long> open = new ArrayDeque<>();

    private long sum;
    private long last;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /**
     * @param mostDepth of groups within groups
     * @return about as many steps as its program will have, at most 2^40; that much, too, when groups are nested deeper
     */
    static long of(String pattern, int mostDepth) {
        PatternSize size = new PatternSize(pattern);
        size.read();
        return size.deepest > mostDepth ? HUGE : size.sum + size.last;
    }

    private void read() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            switch (c) {
                case '(' -> {
                    open.push(sum + last);
                    deepest = Math.max(deepest, open.size());
                    sum = 0;
                    last = 0;
                }
                case ')' -> {
                    last = Math.min(HUGE, sum + last + 2);
                    sum = open.isEmpty() ? 0 : open.pop();
                }
                case '*', '+', '?', '|' -> last++;
                case '{' -> repeat();
                case '[' -> {
                    skipSet();
                    one();
                }
                case '\\' -> {
                    skipEscape();
                    one();
                }
                default -> one();
            }
        }
    }

    private void one() {
        sum = Math.min(HUGE, sum + last);
        last = 1;
    }

    /** After an opening brace: the larger of its numbers counts. */
    private void repeat() {
        int end = pattern.indexOf('}', at);
        String counts = end < 0 ? "" : pattern.substring(at, end);
        if (!counts.matches("[0-9]{1,6}(,[0-9]{0,6})?")) {
            one();
            return;
        }
        long most = 1;
        for (String count : counts.split(",")) {
            most = Math.max(most, Long.parseLong(count));
        }
        last = Math.min(HUGE, (last + 1) * most);
        at = end + 1;
    }

    private void skipSet() {
        at += pattern.startsWith("^", at) ? 1 : 0;
        // A bracket at the start is a character.
        at += pattern.startsWith("]", at) ? 1 : 0;
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            int name = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at) : -1;
            at = name >= 0 ? name + 2 : at + (pattern.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
    }

    private void skipEscape() {
        char escaped = at < pattern.length() ? pattern.charAt(at) : ' ';
        at++;
        boolean braced = (escaped == 'x' || escaped == 'p' || escaped == 'P') && pattern.startsWith("{", at);
        int end = braced ? pattern.indexOf('}', at) : -1;
        at = end < 0 ? at : end + 1;
    }
}
