package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.re2j.PatternSyntaxException;
import dev.polder.gate.fast.AsciiPattern;
import dev.polder.gate.fast.TextRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The automaton finds a pattern exactly where RE2/J does. */
class AsciiPatternTest {
    private static final int PIECES = Integer.getInteger("polder.patterns", 40_000);
    private static final Pattern WRITTEN =
            Pattern.compile("pattern:\\s*(?:'((?:[^']|'')*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|([^#\\n]+))");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^SKU-[0-9]{5}$",
                "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$",
                "^\\d{4}-\\d{2}-\\d{2}$",
                "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
                "\\bcat\\b",
                "^(?:\\+|00)[1-9]\\d{1,14}$",
                "^(red|green|blue)$",
                "^[a-z0-9]+(?:-[a-z0-9]+)*$",
                "^#?([a-f0-9]{6}|[a-f0-9]{3})$",
                "^.{3,}$",
                "\\.json$",
                "^\\u0041+$",
                "^[\\w.+-]+$",
                "x|^$"
            })
    void whatContractsWriteIsCompiled(String pattern) {
        TextRule rule = AsciiPattern.compile(pattern).orElseThrow();
        Random random = new Random(7);
        TextPattern reference = new TextPattern(pattern);
        for (int i = 0; i < 5_000; i++) {
            assertAgree(pattern, reference, rule, text(random, "abcxAZ019-+.@# _é\n"));
        }
        for (String like : List.of(
                "SKU-12345",
                "DE89370400440532013000",
                "2024-02-29",
                "a.b@c.de",
                "a cat sat",
                "+4912345",
                "red",
                "my-slug-9",
                "#ffaa00",
                "file.json",
                "AAA",
                "",
                "a_b.c",
                "concatenate")) {
            for (int i = 0; i < 50; i++) {
                assertAgree(pattern, reference, rule, i == 0 ? like : mutated(like, random));
            }
        }
    }

    @Test
    void generatedPatternsAreFoundWhereRe2FindsThem() {
        Random random = new Random(20_261_122);
        int compiled = 0;
        int patterns = 25_000;
        for (int i = 0; i < patterns; i++) {
            String pattern = pattern(random, 3);
            TextPattern reference;
            try {
                reference = new TextPattern(pattern);
            } catch (PatternSyntaxException e) {
                continue;
            }
            Optional<TextRule> rule = AsciiPattern.compile(pattern);
            if (rule.isPresent()) {
                compiled++;
                for (int j = 0; j < 20; j++) {
                    assertAgree(pattern, reference, rule.get(), text(random, "aab-1 Zé\n€"));
                }
            }
        }
        assertThat(compiled).isGreaterThan(patterns * 8 / 10);
    }

    /** What no grammar would make: the syntax's own characters in any order, and texts of the same. */
    @Test
    void piecesOfTheSyntaxInAnyOrderMeanWhatTheyMeanToRe2() {
        List<String> pieces = List.of(
                "^",
                "$",
                "*",
                "+",
                "?",
                "{",
                "}",
                "[",
                "]",
                "(",
                ")",
                "|",
                ".",
                ",",
                "-",
                ":",
                "\\",
                "0",
                "1",
                "2",
                "08",
                "a",
                "b",
                "x",
                "u",
                "d",
                "w",
                "s",
                "z",
                "A",
                "Q",
                "E",
                "P",
                " ",
                "\n",
                "é",
                "(?",
                "{1,",
                "{02}",
                "[^",
                "\\x{",
                "\\u00",
                "\\b",
                "\\pL",
                "[:alpha:]",
                "(?:",
                "(?i)",
                "&&",
                "#",
                "<",
                "=",
                "!");
        Random random = new Random(20_261_123);
        for (int i = 0; i < PIECES; i++) {
            String pattern = joined(random, pieces, 1 + random.nextInt(6));
            for (int j = 0; j < 4; j++) {
                GateFuzz.pattern(pattern, j == 0 ? pattern : joined(random, pieces, random.nextInt(5)));
            }
        }
    }

    private static String joined(Random random, List<String> pieces, int count) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < count; i++) {
            joined.append(pieces.get(random.nextInt(pieces.size())));
        }
        return joined.toString();
    }

    @Test
    void aPatternThatTellsOtherCharactersApartDecidesAsciiOnly() {
        TextRule rule = AsciiPattern.compile("^[a-zé]+$").orElseThrow();
        assertThat(accepts(rule, "abc")).isTrue();
        assertThat(accepts(rule, "café")).isFalse();
        assertThat(accepts(AsciiPattern.compile("^[^x]+$").orElseThrow(), "café"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)abc",
                "\\p{L}+",
                "[[:alpha:]]",
                "\\Qa.b\\E",
                "(?P<name>a)",
                "a**",
                "a{2}{3}",
                "\\07",
                "(a",
                "a)",
                "[a",
                "[b-a]",
                "a{3,2}",
                "a{1001}",
                "\\",
                "*",
                "(?:[ab]{0,40}c){30}",
                "((a{0,100}){0,100}){0,10}"
            })
    void whatIsRareIsLeftToOthers(String pattern) {
        assertThat(AsciiPattern.compile(pattern)).isEmpty();
    }

    @Test
    void aPatternWithTooManyStatesIsLeftToOthers() {
        assertThat(AsciiPattern.compile("[ab]*a[ab]{20}$")).isEmpty();
        assertThat(AsciiPattern.compile("[ab]*a[ab]{5}$")).isPresent();
    }

    @Test
    void patternsOfPublicContractsAreCompiled() throws IOException {
        Path root = Path.of(System.getProperty("polder.root", ".."));
        List<Path> roots = Stream.of(root.resolve("../shared/standards/examples"), root.resolve("examples"))
                .filter(Files::isDirectory)
                .toList();
        assumeThat(roots).as("folders with public contracts").isNotEmpty();
        Random random = new Random(3);
        List<String> left = new ArrayList<>();
        int compiled = 0;
        for (Path folder : roots) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(path -> path.toString().endsWith(".yaml"))
                        .toList()) {
                    for (String pattern : patterns(Files.readString(file))) {
                        Optional<TextRule> rule = AsciiPattern.compile(pattern);
                        if (rule.isEmpty()) {
                            left.add(pattern);
                            continue;
                        }
                        compiled++;
                        for (int i = 0; i < 500; i++) {
                            assertAgree(pattern, new TextPattern(pattern), rule.get(), text(random, "aB09-_:/.@é "));
                        }
                    }
                }
            }
        }
        assertThat(left).isEmpty();
        assertThat(compiled).isPositive();
    }

    private static List<String> patterns(String yaml) {
        List<String> found = new ArrayList<>();
        Matcher matcher = WRITTEN.matcher(yaml);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                found.add(matcher.group(1).replace("''", "'"));
            } else if (matcher.group(2) != null) {
                found.add(matcher.group(2).replace("\\\\", "\\"));
            } else {
                found.add(matcher.group(3).strip());
            }
        }
        return found;
    }

    private static void assertAgree(String pattern, TextPattern reference, TextRule rule, String text) {
        boolean found = reference.isFoundIn(text);
        boolean accepted = accepts(rule, text);
        boolean ascii = text.chars().allMatch(c -> c < 128);
        // A rule may always say that it does not know, but on ASCII it has no reason to.
        if (accepted != found && (ascii || accepted)) {
            throw new AssertionError("pattern " + pattern + " on '" + text + "': accepted " + accepted);
        }
    }

    private static boolean accepts(TextRule rule, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return rule.accepts(bytes, 1, bytes.length - 1, text.chars().allMatch(c -> c < 128));
    }

    private static String text(Random random, String alphabet) {
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
            case 0 -> mutated.insert(at, (char) (' ' + random.nextInt(95)));
            case 1 -> mutated.delete(at, Math.min(at + 1, text.length()));
            default -> mutated.append((char) random.nextInt(128));
        }
        return mutated.toString();
    }

    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            pattern.append(atom(random, depth)).append(quantity(random));
        }
        return random.nextInt(5) == 0 ? pattern + "|" + atom(random, depth) : pattern.toString();
    }

    private static String quantity(Random random) {
        List<String> all = List.of("*", "+", "?", "{2}", "{1,}", "{0,2}", "{0}", "*?", "+?", "??", "{1,3}?");
        return random.nextInt(3) == 0 ? all.get(random.nextInt(all.size())) : "";
    }

    private static String atom(Random random, int depth) {
        List<String> simple = List.of(
                "a",
                "b",
                "-",
                "1",
                "Z",
                "é",
                ".",
                "^",
                "$",
                "\\A",
                "\\z",
                "\\b",
                "\\B",
                "\\d",
                "\\D",
                "\\w",
                "\\W",
                "\\s",
                "\\S",
                "\\-",
                "\\x61",
                "\\x{e9}",
                "\\u0061",
                "\\u{20ac}",
                "\\n",
                " ",
                "]",
                "}");
        if (depth > 0 && random.nextInt(4) == 0) {
            return (random.nextBoolean() ? "(" : "(?:") + (random.nextInt(8) == 0 ? "" : pattern(random, depth - 1))
                    + ")";
        }
        if (random.nextInt(4) == 0) {
            List<String> members = List.of(
                    "a", "b", "1", "Z", "a-z", "0-9", "A-Z", "\\d", "\\D", "\\w", "\\s", "\\S", "é", "à-ü", "\\n", ".");
            StringBuilder set = new StringBuilder(random.nextBoolean() ? "[" : "[^");
            set.append(random.nextInt(6) == 0 ? "]" : "").append(random.nextInt(6) == 0 ? "-" : "");
            for (int i = random.nextInt(3); i >= 0; i--) {
                set.append(members.get(random.nextInt(members.size())));
            }
            return set.append(random.nextInt(6) == 0 ? "-" : "").append(']').toString();
        }
        return simple.get(random.nextInt(simple.size()));
    }
}
