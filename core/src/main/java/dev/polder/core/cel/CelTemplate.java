package dev.polder.core.cel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule in which some names stand for values that are known before any record is looked at, such as {@code principal.name}. They are
 * written out as constants; what comes out is a rule like any other. A field of the record that has such a name is written in
 * backquotes.
 */
public final class CelTemplate {
    /** What a name stands for. */
    public enum Place {
        /** A string. */
        TEXT,
        /** A list of strings, which can stand after {@code in} only. */
        TEXTS
    }

    /**
     * What a text was found to be.
     *
     * @param template empty when there are problems
     */
    public record Reading(Optional<CelTemplate> template, List<CelProblem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** A name in the text, from one character to another. */
    private record Hole(String name, int start, int end) {}

    private final String text;
    private final List<Hole> holes;
    private final Map<String, Place> places;

    private CelTemplate(String text, List<Hole> holes, Map<String, Place> places) {
        this.text = text;
        this.holes = List.copyOf(holes);
        this.places = places;
    }

    /**
     * Reads a rule, but for what needs the record's type.
     *
     * @param places the names, of one word or of two with a dot; no other name may begin with their first words
     */
    public static Reading read(String text, Map<String, Place> places) {
        try {
            CelTemplate template = new CelTemplate(text, holes(text, places), Map.copyOf(places));
            Written sample = template.sample();
            try {
                new CelParser(sample.text()).parse();
            } catch (CelProblem.Found e) {
                return new Reading(Optional.empty(), List.of(sample.placed(e.problem())));
            }
            return new Reading(Optional.of(template), List.of());
        } catch (CelProblem.Found e) {
            return new Reading(Optional.empty(), List.of(e.problem()));
        }
    }

    private static List<Hole> holes(String text, Map<String, Place> places) {
        List<CelLexer.Token> tokens = CelLexer.tokens(text);
        List<Hole> holes = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            CelLexer.Token token = tokens.get(i);
            boolean member = i > 0 && isSign(tokens.get(i - 1), ".");
            if (token.kind() != CelLexer.Kind.NAME || token.quoted() || member || !begins(token.text(), places)) {
                continue;
            }
            CelLexer.Token last = token;
            String name = token.text();
            if (!places.containsKey(name) && isSign(tokens.get(i + 1), ".")) {
                last = tokens.get(i + 2);
                name = name + "." + last.text();
            }
            Place place = places.get(name);
            if (place == null || last.quoted()) {
                throw new CelProblem.Found(
                        token.offset(),
                        "There is no " + name + " here.",
                        "Write one of "
                                + String.join(
                                        ", ", places.keySet().stream().sorted().toList()) + "; a field \""
                                + token.text() + "\" of the record is written `" + token.text() + "`.");
            }
            boolean afterIn = i > 0
                    && tokens.get(i - 1).kind() == CelLexer.Kind.NAME
                    && tokens.get(i - 1).text().equals("in");
            if (place == Place.TEXTS && !afterIn) {
                throw new CelProblem.Found(
                        token.offset(), name + " can only stand after in.", "Write x in " + name + ".");
            }
            holes.add(new Hole(name, token.offset(), last.offset() + last.text().length()));
        }
        return holes;
    }

    private static boolean begins(String word, Map<String, Place> places) {
        return places.keySet().stream().anyMatch(name -> name.equals(word) || name.startsWith(word + "."));
    }

    private static boolean isSign(CelLexer.Token token, String sign) {
        return token.kind() == CelLexer.Kind.SIGN && token.text().equals(sign);
    }

    /** Whether it has any of the names. */
    public boolean isConstant() {
        return holes.isEmpty();
    }

    /**
     * The rule with the names written out.
     *
     * @param values a {@code String} or a collection of strings for each name
     */
    public String written(Function<String, Object> values) {
        StringBuilder written = new StringBuilder(text.length() + 32);
        int at = 0;
        for (Hole hole : holes) {
            written.append(text, at, hole.start());
            literal(values.apply(hole.name()), written);
            at = hole.end();
        }
        return written.append(text, at, text.length()).toString();
    }

    /** What is wrong with the rule for a record of this type, whatever the names stand for; offsets are those of the text. */
    public CelRule check(CelType.Struct record) {
        Written sample = sample();
        CelRule rule = CelRule.read(sample.text(), record);
        return new CelRule(
                rule.term(), rule.problems().stream().map(sample::placed).toList());
    }

    private Written sample() {
        return write(name -> places.get(name) == Place.TEXT ? "x" : List.of("x"));
    }

    private Written write(Function<String, Object> values) {
        StringBuilder written = new StringBuilder();
        Map<Integer, Integer> offsets = new LinkedHashMap<>();
        int at = 0;
        for (Hole hole : holes) {
            offsets.put(written.length(), at);
            written.append(text, at, hole.start());
            offsets.put(written.length(), hole.start());
            literal(values.apply(hole.name()), written);
            at = hole.end();
        }
        offsets.put(written.length(), at);
        written.append(text, at, text.length());
        return new Written(written.toString(), offsets);
    }

    /**
     * A text with names written out.
     *
     * @param offsets where its pieces begin, and where they began before, ascending
     */
    private record Written(String text, Map<Integer, Integer> offsets) {
        CelProblem placed(CelProblem problem) {
            int offset = 0;
            int last = 0;
            for (Map.Entry<Integer, Integer> piece : offsets.entrySet()) {
                if (piece.getKey() <= problem.offset()) {
                    offset = piece.getValue();
                    last = piece.getKey();
                }
            }
            return new CelProblem(offset + problem.offset() - last, problem.message(), problem.remedy());
        }
    }

    private static void literal(Object value, StringBuilder to) {
        if (value instanceof String string) {
            string(string, to);
            return;
        }
        to.append('[');
        String separator = "";
        for (Object item : (Iterable<?>) value) {
            to.append(separator);
            string((String) item, to);
            separator = ", ";
        }
        to.append(']');
    }

    private static void string(String value, StringBuilder to) {
        to.append('\'');
        if (isPlain(value)) {
            to.append(value).append('\'');
            return;
        }
        value.codePoints().forEach(character -> {
            if (character == '\'' || character == '\\') {
                to.append('\\').appendCodePoint(character);
            } else if (character < ' ' || character == 0x7f) {
                to.append(String.format("\\u%04x", character));
            } else {
                to.appendCodePoint(character);
            }
        });
        to.append('\'');
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character < ' ' || character >= 0x7f || character == '\'' || character == '\\') {
                return false;
            }
        }
        return true;
    }
}
