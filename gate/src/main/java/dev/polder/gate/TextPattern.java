package dev.polder.gate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * ODCS {@code pattern}: an ECMA-262 regular expression, found anywhere in the string unless it is anchored, as in JSON Schema. It
 * runs in time linear in the string (RE2/J), so lookaround and back references are not there.
 */
final class TextPattern {
    /** The time for a string grows with its length and with the pattern's size. */
    private static final int LARGEST = 10_000;

    private static final int LONGEST = 4_000;
    private static final int DEEPEST = 200;

    /** What a record is worth: less than a second. */
    private static final long MOST_STEPS = CelMembers.MOST_STEPS;

    private final String written;
    private final Pattern pattern;
    private final long size;

    /**
     * @throws PatternSyntaxException when it is none, or needs what RE2 leaves out
     */
    TextPattern(String written) {
        this.written = written;
        String re2 = translated(written);
        this.size = 1 + PatternSize.of(re2, DEEPEST);
        if (written.length() > LONGEST || size > LARGEST) {
            throw new PatternSyntaxException("it is too large when its repetitions are written out; at most " + LARGEST
                    + " characters and " + DEEPEST + " groups within one another can be");
        }
        this.pattern = Pattern.compile(re2);
    }

    String written() {
        return written;
    }

    /** How many characters a string may have to be searched: every one takes time in proportion to the pattern's size. */
    int longest() {
        return (int) (MOST_STEPS / size);
    }

    boolean isTooLong(String text) {
        return text.length() > longest() && text.codePointCount(0, text.length()) > longest();
    }

    /** What searching a text may cost. */
    long steps(String text) {
        return text.length() * size;
    }

    boolean isFoundIn(String text) {
        return pattern.matcher(text).find();
    }

    /** Writes ECMA-262's {@code \\uXXXX} and {@code \\u{…}} as RE2's {@code \\x{…}}. */
    private static String translated(String ecma) {
        StringBuilder re2 = new StringBuilder(ecma.length());
        for (int i = 0; i < ecma.length(); i++) {
            char c = ecma.charAt(i);
            if (c != '\\' || i + 1 == ecma.length()) {
                re2.append(c);
                continue;
            }
            char escaped = ecma.charAt(++i);
            if (escaped == 'u' && ecma.startsWith("{", i + 1)) {
                re2.append("\\x");
            } else if (escaped == 'u' && i + 4 < ecma.length()) {
                re2.append("\\x{").append(ecma, i + 1, i + 5).append('}');
                i += 4;
            } else {
                re2.append('\\').append(escaped);
            }
        }
        return re2.toString();
    }
}
