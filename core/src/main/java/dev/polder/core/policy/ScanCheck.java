package dev.polder.core.policy;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import dev.polder.core.contract.RecordRules;
import dev.polder.core.quality.PatternCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a scan of a table can apply a condition exactly as rules say it. It decides for those who write row filters and for those who
 * translate them, so that none is accepted that nobody could read under.
 */
public final class ScanCheck {
    /** Of a DECIMAL: digits in all, and after the point. */
    private static final int MOST_DIGITS = 38;

    private static final long FIRST_MICROS = -62_135_596_800_000_000L;
    private static final long LAST_MICROS = 253_402_300_799_999_999L;
    private static final Set<CelFunction> SUMS = Set.of(CelFunction.ADD, CelFunction.SUBTRACT, CelFunction.MULTIPLY);
    private static final Set<CelFunction> RELATIONS = Set.of(
            CelFunction.EQUAL,
            CelFunction.NOT_EQUAL,
            CelFunction.LESS,
            CelFunction.LESS_OR_EQUAL,
            CelFunction.GREATER,
            CelFunction.GREATER_OR_EQUAL);
    /** What begins a group that is more than one. */
    private static final Pattern GROUP = Pattern.compile("\\(\\?(?![imsU-]*[:)])");

    private static final Pattern BOUND = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");
    private static final Pattern REPEATED_GROUP = Pattern.compile("\\)\\{\\d");
    private static final int MOST_REPEATS = 1000;

    private final List<CelProblem> problems = new ArrayList<>();

    private ScanCheck() {}

    /** Why a scan cannot apply it; empty when it can. */
    public static List<CelProblem> problems(CelTerm condition) {
        ScanCheck check = new ScanCheck();
        Optional<PatternCheck.Problem> bad = RecordRules.badPattern(condition);
        if (bad.isPresent()) {
            return List.of(new CelProblem(0, bad.get().message(), bad.get().remedy()));
        }
        check.check(condition);
        return new ArrayList<>(new LinkedHashSet<>(check.problems));
    }

    private void problem(String message, String remedy) {
        problems.add(new CelProblem(0, message, remedy));
    }

    private void check(CelTerm term) {
        if (term instanceof CelTerm.Constant constant) {
            constant(constant);
        } else if (term instanceof CelTerm.Field field) {
            field.of().ifPresent(this::check);
        } else if (term instanceof CelTerm.Apply apply) {
            apply(apply);
            apply.arguments().forEach(this::check);
        }
    }

    private void apply(CelTerm.Apply apply) {
        CelFunction function = apply.function();
        List<CelTerm> arguments = apply.arguments();
        if (RELATIONS.contains(function)) {
            constants(arguments);
            doubles(arguments.get(0), arguments.get(1));
        } else if (SUMS.contains(function) || function == CelFunction.NEGATE) {
            sum(apply);
        } else if (function == CelFunction.CONDITIONAL) {
            doubles(arguments.get(1), arguments.get(2));
        } else if (function == CelFunction.DIVIDE) {
            problem(
                    "A query cannot divide (/) in a row filter.",
                    "Multiply the other side instead: amount > 10 in place of amount / 2 > 5.");
        } else if (function == CelFunction.REMAINDER) {
            problem(
                    "A query cannot compute remainders (%) in a row filter.",
                    "Filter by a column that has the remainder, or by ranges.");
        } else if (function == CelFunction.IS_NULL && !(arguments.get(0) instanceof CelTerm.Field)) {
            problem(
                    "A query cannot tell whether what was computed, or looked up in a map, is missing.",
                    "Ask it of the columns themselves: amount != null in place of (amount + 1) != null.");
        } else if (function == CelFunction.IN) {
            in(arguments);
        } else if (function == CelFunction.MATCHES) {
            pattern((String) ((CelTerm.Constant) arguments.get(1)).value());
        }
    }

    private void sum(CelTerm.Apply apply) {
        if (!apply.type().isNumber()) {
            notNumbers();
            return;
        }
        constants(apply.arguments());
        if (apply.type() == CelType.Simple.DOUBLE) {
            apply.arguments().forEach(argument -> beside(argument));
        } else if (scale(apply) > MOST_DIGITS) {
            problem(
                    "A product in a row filter has more than " + MOST_DIGITS + " digits after the point.",
                    "Multiply fewer decimals, or use constants with fewer digits.");
        }
    }

    private void notNumbers() {
        problem(
                "A query cannot add or subtract strings, times or durations in a row filter.",
                "Compare the columns with constants: seen > timestamp('2026-01-01T00:00:00Z').");
    }

    /** What is computed of constants alone fails before any row is looked at, and so for all rows. */
    private void constants(List<CelTerm> numbers) {
        List<CelTerm> alone = numbers.stream().filter(ScanCheck::isConstant).toList();
        if (alone.size() > 1 && alone.stream().mapToInt(ScanCheck::digits).sum() > MOST_DIGITS) {
            problem(
                    "Numbers of the row filter that meet one another have more than " + MOST_DIGITS
                            + " digits together.",
                    "Write the result, or numbers with fewer digits.");
        }
    }

    private static boolean isConstant(CelTerm term) {
        return term instanceof CelTerm.Apply apply
                ? apply.arguments().stream().allMatch(ScanCheck::isConstant)
                : term instanceof CelTerm.Constant;
    }

    private static int digits(CelTerm term) {
        if (term instanceof CelTerm.Apply apply) {
            return apply.arguments().stream().mapToInt(ScanCheck::digits).sum();
        }
        return term instanceof CelTerm.Constant constant && constant.value() instanceof BigDecimal number
                ? Math.max(number.precision(), number.scale()) + Math.max(0, -number.scale())
                : 0;
    }

    private void doubles(CelTerm one, CelTerm other) {
        if (one.type() == CelType.Simple.DOUBLE || other.type() == CelType.Simple.DOUBLE) {
            beside(one);
            beside(other);
        }
    }

    /** Not every number that is exact is a double. */
    private void beside(CelTerm term) {
        if (term.type().isExact() && !(term instanceof CelTerm.Constant)) {
            problem(
                    "A query cannot set whole numbers or decimals of the record beside floating-point ones exactly.",
                    "Compare each of the columns with a constant, or give both the same type in the contract.");
        }
    }

    /** How many digits stand after the point. */
    private static int scale(CelTerm term) {
        if (term instanceof CelTerm.Constant constant) {
            return constant.value() instanceof BigDecimal number ? Math.max(0, number.scale()) : 0;
        }
        if (term instanceof CelTerm.Apply apply && (SUMS.contains(apply.function()) || isChoice(apply))) {
            List<CelTerm> operands = isChoice(apply) ? apply.arguments().subList(1, 3) : apply.arguments();
            return apply.function() == CelFunction.MULTIPLY
                    ? operands.stream().mapToInt(ScanCheck::scale).sum()
                    : operands.stream().mapToInt(ScanCheck::scale).max().orElse(0);
        }
        if (term instanceof CelTerm.Apply apply && apply.function() == CelFunction.NEGATE) {
            return scale(apply.arguments().get(0));
        }
        return term.type() instanceof CelType.Decimal decimal ? decimal.scale() : 0;
    }

    private static boolean isChoice(CelTerm.Apply apply) {
        return apply.function() == CelFunction.CONDITIONAL;
    }

    private void in(List<CelTerm> arguments) {
        CelType container =
                arguments.size() == 1 ? CelType.Simple.NULL : arguments.get(1).type();
        if (container instanceof CelType.ListOf) {
            problem(
                    "A query cannot look for a value in a list of the record with in.",
                    "Write list.exists(x, x == value).");
        } else if (container instanceof CelType.MapOf) {
            problem(
                    "A query cannot look for a key in a map of the record with in.",
                    "Compare what stands under the key: map['key'] == 'value'.");
        } else {
            constants(arguments);
            arguments.stream().skip(1).forEach(choice -> doubles(arguments.get(0), choice));
        }
    }

    private void pattern(String pattern) {
        String plain = pattern.replaceAll("\\\\[^u]", "_");
        if (plain.contains("\\u")) {
            problem("A query cannot read \\u in a pattern.", "Write \\x{00e9} in place of \\u00e9.");
        }
        if (GROUP.matcher(plain).find()) {
            problem(
                    "A query cannot read a group of the pattern that begins with (? like this.",
                    "Write ( or (?: in place of a name, and of the flags use only i, m and s.");
        }
        if (REPEATED_GROUP.matcher(plain).find() && repeats(plain) > MOST_REPEATS) {
            problem(
                    "A pattern repeats groups more than " + MOST_REPEATS + " times in all.",
                    "Repeat less, or use * and +.");
        }
    }

    private static double repeats(String pattern) {
        double product = 1;
        Matcher bound = BOUND.matcher(pattern);
        while (bound.find()) {
            String most = Optional.ofNullable(bound.group(2))
                    .filter(it -> !it.isEmpty())
                    .orElse(bound.group(1));
            product *= Math.max(1, Double.parseDouble(most));
        }
        return product;
    }

    private void constant(CelTerm.Constant constant) {
        if (constant.value() instanceof String text && text.indexOf('\0') >= 0) {
            problem("A query cannot read the character \\u0000 in a string.", "Leave it out.");
        } else if (constant.value() instanceof BigDecimal number) {
            BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
            if (Math.max(plain.precision(), plain.scale()) > MOST_DIGITS) {
                problem("A number has more than " + MOST_DIGITS + " digits.", "Write one with fewer digits.");
            }
        } else if (constant.value() instanceof Long micros) {
            moment(constant.type(), micros);
        }
    }

    private void moment(CelType type, long micros) {
        if (type == CelType.Simple.DURATION) {
            notNumbers();
        } else if (type == CelType.Simple.TIME) {
            problem(
                    "A query cannot compare times of day with constants, because tables hold them as text.",
                    "Compare them with another column, or filter by a timestamp.");
        } else if (micros < FIRST_MICROS || micros > LAST_MICROS) {
            problem("A point in time is not in the years 1 to 9999.", "Write one that is.");
        }
    }
}
