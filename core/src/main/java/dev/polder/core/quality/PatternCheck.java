package dev.polder.core.quality;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether a pattern can be checked in time linear in the value: the gate runs RE2 syntax, so that no contract can stop it
 * with a pattern that backtracks. See <a href="https://github.com/google/re2/wiki/Syntax">RE2 syntax</a>.
 */
public final class PatternCheck {
    private static final int MAX_REPEAT = 1000;
    private static final Pattern REPETITION = Pattern.compile("(?:[*+?]|\\{\\d+(?:,\\d*)?\\})\\??");
    private static final Pattern GROUP = Pattern.compile("\\((?:\\?(?:P?<\\w+>|[a-zA-Z-]*[:)]))?");
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
    public record Problem(String message, String remedy) {}

    public static Optional<Problem> problem(String pattern) {
        try {
            Pattern.compile(forJava(pattern));
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

    /** What stands before a repetition. */
    private enum Before {
        NOTHING,
        ATOM,
        REPETITION
    }

    private static Optional<Problem> unsupported(String pattern) {
        boolean inClass = false;
        Before before = Before.NOTHING;
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
                before = Before.ATOM;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
                before = Before.ATOM;
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
                i = insideOfGroup(pattern, i);
                before = Before.NOTHING;
            } else if (c == '|') {
                before = Before.NOTHING;
            } else if (repetition(pattern, i) > 0) {
                Optional<Problem> repeat = repeat(pattern, i, before);
                if (repeat.isPresent()) {
                    return repeat;
                }
                i += repetition(pattern, i) - 1;
                before = Before.REPETITION;
            } else {
                before = Before.ATOM;
            }
        }
        return Optional.empty();
    }

    /** Length of the repetition that begins here, with the '?' that makes it reluctant; 0 when none does. */
    private static int repetition(String pattern, int at) {
        Matcher matcher = REPETITION.matcher(pattern).region(at, pattern.length());
        return matcher.lookingAt() ? matcher.end() - at : 0;
    }

    /** The last character of a group's beginning: of {@code (}, {@code (?:}, {@code (?<name>}, {@code (?i)}. */
    private static int insideOfGroup(String pattern, int at) {
        Matcher matcher = GROUP.matcher(pattern).region(at, pattern.length());
        return matcher.lookingAt() ? matcher.end() - 1 : at;
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
        if ("GRXZhHVNce".indexOf(c) >= 0) {
            return problem(
                    "the escape '\\" + c + "'",
                    "Use the classes of RE2: \\d \\w \\s \\b \\t \\n \\x{10FFFF}, or list the characters");
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

    private static Optional<Problem> repeat(String pattern, int at, Before before) {
        int end = at + repetition(pattern, at);
        if (before == Before.REPETITION && pattern.charAt(at) == '+') {
            return problem(
                    "a possessive quantifier '" + pattern.charAt(at - 1) + "+'",
                    "Leave the second '+' out: nothing backtracks here");
        }
        if (before != Before.ATOM) {
            return problem(
                    before == Before.NOTHING ? "a repetition of nothing" : "a repetition of a repetition",
                    "Put what is repeated into (?: )");
        }
        for (String bound : pattern.substring(at, end).split("\\D+")) {
            if (bound.length() > 6 || !bound.isEmpty() && Integer.parseInt(bound) > MAX_REPEAT) {
                return problem("a repetition of more than " + MAX_REPEAT, "Use minLength and maxLength for long texts");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> problem(String message, String remedy) {
        return Optional.of(new Problem(message, remedy));
    }

    /**
     * The same expression as Java writes it: in a class, ECMA-262 and RE2 take {@code [} and {@code &&} for themselves, Java for
     * operators.
     */
    private static String forJava(String pattern) {
        StringBuilder java = new StringBuilder(pattern.length());
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                boolean braced = pattern.startsWith("\\u{", i);
                java.append(c).append(braced ? 'x' : pattern.charAt(i + 1));
                i++;
            } else if (inClass && pattern.startsWith("[:", i) && pattern.indexOf(":]", i) > 0) {
                java.append('a');
                i = pattern.indexOf(":]", i) + 1;
            } else if (inClass && (c == '[' || c == '&')) {
                java.append('\\').append(c);
            } else {
                java.append(c);
                if (c == ']') {
                    inClass = false;
                } else if (c == '[') {
                    inClass = true;
                    if (pattern.startsWith("^", i + 1)) {
                        java.append(pattern.charAt(++i));
                    }
                    if (pattern.startsWith("]", i + 1)) {
                        java.append("\\]");
                        i++;
                    }
                }
            }
        }
        return java.toString();
    }

    private static String shown(String pattern) {
        return pattern.length() <= 80 ? pattern : pattern.substring(0, 77) + "...";
    }
}
