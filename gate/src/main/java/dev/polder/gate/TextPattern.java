package dev.polder.gate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * ODCS {@code pattern}: an ECMA-262 regular expression, found anywhere in the string unless it is anchored, as in JSON Schema. It
 * runs in time linear in the string (RE2/J), so lookaround and back references are not there.
 */
final class TextPattern {
    private final String written;
    private final Pattern pattern;

    /**
     * @throws PatternSyntaxException when it is none, or needs what RE2 leaves out
     */
    TextPattern(String written) {
        this.written = written;
        this.pattern = Pattern.compile(translated(written));
    }

    String written() {
        return written;
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
