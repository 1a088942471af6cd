package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.polder.core.cel.CelRule;
import dev.polder.core.cel.CelType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rules mean what {@code dev.cel} says they mean, where both can say them: without nulls, decimals and integers beyond 64 bits, and with
 * a variable in every sum of floating-point numbers (of constants alone, ours are exact). {@code dev.cel} orders strings by UTF-16, the
 * language definition and ours by code points: the strings here are in the same order either way.
 */
class CelAgreementTest {
    private static final int RULES = 400;
    private static final int RECORDS = 12;

    private static final List<String> NAMES = List.of("i", "j", "f", "g", "s", "t", "b", "c", "at", "since");
    private static final CelType.Struct TYPE = type();

    private static CelType.Struct type() {
        Map<String, CelType> members = new LinkedHashMap<>();
        for (String name : NAMES) {
            members.put(
                    name,
                    switch (name) {
                        case "i", "j" -> CelType.Simple.INTEGER;
                        case "f", "g" -> CelType.Simple.DOUBLE;
                        case "s", "t" -> CelType.Simple.STRING;
                        case "b", "c" -> CelType.Simple.BOOL;
                        default -> CelType.Simple.INSTANT;
                    });
        }
        return new CelType.Struct(members);
    }

    @Test
    void generatedRulesMeanWhatTheyMeanInCel() throws CelValidationException {
        dev.cel.compiler.CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .addVar("i", SimpleType.INT)
                .addVar("j", SimpleType.INT)
                .addVar("f", SimpleType.DOUBLE)
                .addVar("g", SimpleType.DOUBLE)
                .addVar("s", SimpleType.STRING)
                .addVar("t", SimpleType.STRING)
                .addVar("b", SimpleType.BOOL)
                .addVar("c", SimpleType.BOOL)
                .addVar("at", SimpleType.TIMESTAMP)
                .addVar("since", SimpleType.TIMESTAMP)
                .setResultType(SimpleType.BOOL)
                .build();
        CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder().build();
        Random random = new Random(11);
        int[] seen = new int[3];
        for (int i = 0; i < RULES; i++) {
            String text = condition(random, 3);
            CelRule rule = CelRule.read(text, TYPE);
            assertThat(rule.problems()).as(text).isEmpty();
            Ours ours = new Ours(CelCompiler.term(rule.term().orElseThrow()));
            CelRuntime.Program theirs;
            try {
                theirs = runtime.createProgram(compiler.compile(text).getAst());
            } catch (CelEvaluationException e) {
                throw new AssertionError(text, e);
            }
            for (int j = 0; j < RECORDS; j++) {
                Object[] carriers = carriers(random);
                String expected = evaluated(theirs, carriers);
                assertThat(ours.evaluated(carriers))
                        .as(text + " " + Arrays.toString(carriers))
                        .isEqualTo(expected);
                seen[expected.equals("true") ? 0 : expected.equals("false") ? 1 : 2]++;
            }
        }
        assertThat(Arrays.stream(seen).min().orElseThrow()).isGreaterThan(30);
    }

    private record Ours(CelCompiler.Term term) {
        String evaluated(Object[] carriers) {
            CelMembers members = new CelMembers(Arrays.asList(carriers), new Refusals(RecordLimits.DEFAULT));
            Object value = term.value(members, null);
            return value == CelTruth.FAILED ? "failed" : String.valueOf(value);
        }
    }

    private static String evaluated(CelRuntime.Program program, Object[] carriers) {
        Map<String, Object> variables = new HashMap<>();
        for (int i = 0; i < carriers.length; i++) {
            Object carrier = carriers[i];
            boolean time = i >= NAMES.indexOf("at");
            variables.put(NAMES.get(i), time ? Instant.ofEpochSecond(0, 1000 * (Long) carrier) : carrier);
        }
        try {
            return String.valueOf(program.eval(variables));
        } catch (CelEvaluationException e) {
            return "failed";
        }
    }

    private static Object[] carriers(Random random) {
        return new Object[] {
            (long) random.nextInt(9) - 4,
            (long) random.nextInt(9) - 4,
            (random.nextInt(9) - 4) / 2.0,
            random.nextInt(5) * 0.1,
            text(random),
            text(random),
            random.nextBoolean(),
            random.nextBoolean(),
            (random.nextInt(5) - 2) * 3_600_000_000L,
            (random.nextInt(5) - 2) * 3_600_000_000L
        };
    }

    private static String text(Random random) {
        return any(random, "", "a", "b", "ab", "ba", "é", "😀", "aab");
    }

    private static String condition(Random random, int depth) {
        if (depth == 0) {
            return any(random, "b", "c", "true", "false");
        }
        return switch (random.nextInt(9)) {
            case 0 -> condition(random, depth - 1) + " && " + parenthesised(condition(random, depth - 1));
            case 1 -> parenthesised(condition(random, depth - 1)) + " || " + condition(random, depth - 1);
            case 2 -> "!(" + condition(random, depth - 1) + ")";
            case 3 ->
                "(" + condition(random, depth - 1) + " ? " + condition(random, depth - 1) + " : "
                        + condition(random, depth - 1) + ")";
            case 4 -> integer(random, 2) + relation(random) + integer(random, 2);
            case 5 -> real(random, 2) + relation(random) + real(random, 2);
            case 6 -> string(random) + relation(random) + string(random);
            case 7 ->
                any(
                        random,
                        "at" + relation(random) + "since",
                        "at" + relation(random) + "timestamp('1970-01-01T01:00:00Z')",
                        "at - since" + relation(random) + "duration('1h30m')",
                        "since + duration('3600s')" + relation(random) + "at",
                        "at in [since, timestamp('1970-01-01T00:00:00+01:00')]");
            default ->
                any(
                        random,
                        "s.contains(t)",
                        "s.startsWith(t)",
                        "t.endsWith('a')",
                        "s.matches('^a*b?$')",
                        "size(s)" + relation(random) + "t.size()",
                        "i in [j, 1, -2]",
                        "s in ['a', t + 'b', '']",
                        "i / j" + relation(random) + "1",
                        "i % j" + relation(random) + "0");
        };
    }

    private static String parenthesised(String text) {
        return "(" + text + ")";
    }

    private static String relation(Random random) {
        return any(random, " < ", " <= ", " > ", " >= ", " == ", " != ");
    }

    private static String integer(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return any(random, "i", "j", "1", "-2", "0x3", "size(s)");
        }
        return "(" + integer(random, depth - 1) + any(random, " + ", " - ", " * ", " / ", " % ")
                + integer(random, depth - 1) + ")";
    }

    private static String real(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return any(random, "f", "g", "-f");
        }
        return "(" + real(random, depth - 1) + any(random, " + ", " - ", " * ", " / ")
                + any(random, real(random, depth - 1), "0.5", "0.1", "1e1", "-2.0") + ")";
    }

    private static String string(Random random) {
        return any(random, "s", "t", "s + t", "'ab'", "\"\\u00e9\"", "'''a'''", "r'\\d'", "'\\x61' + s");
    }

    private static String any(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
