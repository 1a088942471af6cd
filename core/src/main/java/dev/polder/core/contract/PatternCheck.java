package dev.polder.core.contract;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether a pattern can be checked in time linear in the value: the gate runs RE2 syntax, so that no contract can stop it
 * with a pattern that backtracks. See <a href="https://github.com/google/re2/wiki/Syntax">RE2 syntax</a>.
 */
final class PatternCheck {
    private static final int MAX_REPEAT = 1000;
    private static final Set<String> SCRIPTS = Set.of(
            "Arabic",
            "Armenian",
            "Bengali",
            "Cyrillic",
            "Devanagari",
            "Georgian",
            "Greek",
            "Han",
            "Hangul",
            "Hebrew",
            "Hiragana",
            "Katakana",
            "Latin",
            "Tamil",
            "Thai");

    private PatternCheck() {}

    /** Why a pattern cannot be used; empty when it can. */
    record Problem(String message, String remedy) {}

    static Optional<Problem> problem(String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            return Optional.of(new Problem(
                    "The pattern \"" + shown(pattern) + "\" is not a regular expression: " + e.getDescription()
                            + " at character " + Math.max(1, e.getIndex() + 1) + ".",
                    "Correct the expression; to match a character such as ( or [ itself, write \\( or \\[."));
        }
        return unsupported(pattern)
                .map(what -> new Problem(
                        "The pattern \"" + shown(pattern) + "\" uses " + what.message()
                                + ", which cannot be checked in linear time (RE2 syntax).",
                        what.remedy() + "."));
    }

    private static Optional<Problem> unsupported(String pattern) {
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                Optional<Problem> escape = escape(pattern, i, inClass);
                if (escape.isPresent()) {
                    return escape;
                }
                if (pattern.startsWith("\\Q", i) && !inClass) {
                    int end = pattern.indexOf("\\E", i);
                    i = end < 0 ? pattern.length() : end;
                }
                i++;
            } else if (inClass) {
                if (c == '&' && pattern.startsWith("&&", i)) {
                    return problem("an intersection of classes '&&'", "List the characters of the class instead");
                }
                if (c == '[' && !pattern.startsWith("[:", i)) {
                    return problem("a class inside a class", "Write one flat class, such as [a-z0-9]");
                }
                if (c == ']') {
                    inClass = false;
                }
            } else if (c == '[') {
                inClass = true;
                if (pattern.startsWith("^", i + 1)) {
                    i++;
                }
                if (pattern.startsWith("]", i + 1)) {
                    i++;
                }
            } else if (c == '(') {
                Optional<Problem> group = group(pattern, i);
                if (group.isPresent()) {
                    return group;
                }
            } else if (c == '*' || c == '+' || c == '?' || c == '}') {
                if (pattern.startsWith("+", i + 1)) {
                    return problem(
                            "a possessive quantifier '" + c + "+'",
                            "Leave the second '+' out: nothing backtracks here");
                }
                if (pattern.startsWith("?", i + 1)) {
                    i++;
                }
            } else if (c == '{') {
                Optional<Problem> repeat = repeat(pattern, i);
                if (repeat.isPresent()) {
                    return repeat;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> escape(String pattern, int at, boolean inClass) {
        char c = at + 1 < pattern.length() ? pattern.charAt(at + 1) : ' ';
        if (!inClass && c >= '1' && c <= '9' || c == 'k') {
            return problem(
                    "a back-reference '\\" + c + "'",
                    "Write the alternatives out, or check the equality in a quality rule");
        }
        if (c == 'p' || c == 'P') {
            int end = pattern.indexOf('}', at);
            String category = at + 2 < pattern.length() && pattern.charAt(at + 2) == '{' && end > 0
                    ? pattern.substring(at + 3, end)
                    : pattern.substring(Math.min(at + 2, pattern.length()), Math.min(at + 3, pattern.length()));
            if (!category.matches("[LMNPSZC][a-z]?") && !SCRIPTS.contains(category)) {
                return problem(
                        "the class '\\" + c + "{" + category + "}'",
                        "Use a general category such as \\p{L} or \\p{Lu}, a script such as \\p{Greek}, or [a-z]");
            }
        }
        if ("GRXZhHVNuce".indexOf(c) >= 0) {
            return problem(
                    "the escape '\\" + c + "'",
                    c == 'u'
                            ? "Write the character itself, or \\x{" + hex(pattern, at + 2) + "}"
                            : "Use the classes of RE2: \\d \\w \\s \\b \\t \\n \\x{10FFFF}, or list the characters");
        }
        return Optional.empty();
    }

    private static Optional<Problem> group(String pattern, int at) {
        if (pattern.startsWith("(?=", at) || pattern.startsWith("(?!", at)) {
            return problem("a look-ahead '" + pattern.substring(at, at + 3) + "'", LOOKAROUND_REMEDY);
        }
        if (pattern.startsWith("(?<=", at) || pattern.startsWith("(?<!", at)) {
            return problem("a look-behind '" + pattern.substring(at, at + 4) + "'", LOOKAROUND_REMEDY);
        }
        if (pattern.startsWith("(?>", at)) {
            return problem("an atomic group '(?>'", "Write (?: instead: nothing backtracks here");
        }
        return Optional.empty();
    }

    private static final String LOOKAROUND_REMEDY =
            "Say it without looking around: spell the alternatives out, use minLength and maxLength, or a second rule"
                    + " under quality";

    private static Optional<Problem> repeat(String pattern, int at) {
        int end = pattern.indexOf('}', at);
        if (end < 0) {
            return Optional.empty();
        }
        for (String bound : pattern.substring(at + 1, end).split(",")) {
            if (bound.matches("\\d+") && (bound.length() > 6 || Integer.parseInt(bound) > MAX_REPEAT)) {
                return problem("a repetition of more than " + MAX_REPEAT, "Use minLength and maxLength for long texts");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> problem(String message, String remedy) {
        return Optional.of(new Problem(message, remedy));
    }

    private static String hex(String pattern, int at) {
        return pattern.substring(Math.min(at, pattern.length()), Math.min(at + 4, pattern.length()));
    }

    private static String shown(String pattern) {
        return pattern.length() <= 80 ? pattern : pattern.substring(0, 77) + "...";
    }
}
