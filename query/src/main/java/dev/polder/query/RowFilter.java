package dev.polder.query;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelProblem;
import dev.polder.core.cel.CelRule;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import dev.polder.core.policy.ScanCheck;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row filter in CEL as a condition of DuckDB's. It is true for the rows that CEL finds true; where it may fail, it is NULL instead,
 * so that the row stays hidden. What DuckDB would compute otherwise than the gate does {@link ScanCheck} has not accepted, and is not
 * translated.
 */
final class RowFilter {
    private static final Map<CelFunction, String> LOGIC = Map.of(CelFunction.AND, " AND ", CelFunction.OR, " OR ");
    private static final Map<CelFunction, String> RELATIONS = Map.of(
            CelFunction.EQUAL, " = ",
            CelFunction.NOT_EQUAL, " <> ",
            CelFunction.LESS, " < ",
            CelFunction.LESS_OR_EQUAL, " <= ",
            CelFunction.GREATER, " > ",
            CelFunction.GREATER_OR_EQUAL, " >= ");
    private static final Map<CelFunction, String> SUMS =
            Map.of(CelFunction.ADD, " + ", CelFunction.SUBTRACT, " - ", CelFunction.MULTIPLY, " * ");
    private static final Map<CelFunction, String> TEXTS = Map.of(
            CelFunction.CONTAINS, "contains",
            CelFunction.STARTS_WITH, "starts_with",
            CelFunction.ENDS_WITH, "ends_with");
    /** Of a DECIMAL that holds every BIGINT; two of them multiplied still fit. */
    private static final String WHOLE = "DECIMAL(19,0)";

    private boolean mayFail;

    private RowFilter() {}

    /**
     * The condition over the columns of a table.
     *
     * @throws PolderException POLICY_INVALID when there is none: then nothing may be read
     */
    static String sql(String filter, ResolvedPort port) {
        CelRule rule = CelRule.read(filter, CelTypes.of(port.schema()));
        CelTerm term = rule.term()
                .orElseThrow(() -> refused(port, rule.problems().get(0).message()));
        List<CelProblem> problems = ScanCheck.problems(term);
        if (!problems.isEmpty()) {
            throw refused(port, problems.get(0).message());
        }
        RowFilter translation = new RowFilter();
        String condition = translation.of(term);
        return translation.mayFail ? "TRY(" + condition + ")" : condition;
    }

    private static PolderException refused(ResolvedPort port, String why) {
        return new PolderException(
                Code.POLICY_INVALID,
                "A row filter on " + port.port() + " cannot be applied, so that none of its rows can be shown: " + why,
                "Ask those who wrote the policy or approved the grant to correct its row filter");
    }

    private String of(CelTerm term) {
        if (term instanceof CelTerm.Constant constant) {
            return constant(constant);
        }
        if (term instanceof CelTerm.Element) {
            return "x";
        }
        if (term instanceof CelTerm.Field field) {
            return field.of()
                    .map(of -> "struct_extract(" + of(of) + ", " + DuckTypes.literal(field.name()) + ")")
                    .orElse(DuckTypes.identifier(field.name()));
        }
        return apply((CelTerm.Apply) term);
    }

    private String apply(CelTerm.Apply apply) {
        CelFunction function = apply.function();
        List<CelTerm> arguments = apply.arguments();
        if (LOGIC.containsKey(function)) {
            return arguments.stream().map(this::of).collect(Collectors.joining(LOGIC.get(function), "(", ")"));
        }
        if (RELATIONS.containsKey(function)) {
            return relation(RELATIONS.get(function), arguments.get(0), arguments.get(1));
        }
        if (SUMS.containsKey(function)) {
            return "(" + operand(arguments.get(0), apply.type()) + SUMS.get(function)
                    + operand(arguments.get(1), apply.type()) + ")";
        }
        String first = of(arguments.get(0));
        if (TEXTS.containsKey(function)) {
            return TEXTS.get(function) + "(" + first + ", " + of(arguments.get(1)) + ")";
        }
        return switch (function) {
            case NOT -> "(NOT " + first + ")";
            case IS_NULL -> "(" + first + " IS NULL)";
            case NEGATE -> "(- " + operand(arguments.get(0), apply.type()) + ")";
            case CONDITIONAL ->
                "CASE WHEN " + first + " THEN " + of(arguments.get(1)) + " WHEN NOT " + first + " THEN "
                        + of(arguments.get(2)) + " END";
            case SIZE -> size(arguments.get(0));
            case MATCHES -> matches(first, (CelTerm.Constant) arguments.get(1));
            case VALUE_OF -> "(" + first + ")[" + of(arguments.get(1)) + "]";
            case IN -> in(arguments);
            case EXISTS -> some(first, of(arguments.get(1)), "true");
            case ALL -> "(NOT " + some(first, "(NOT " + of(arguments.get(1)) + ")", "true") + ")";
            default -> throw new IllegalStateException(function + " was accepted");
        };
    }

    /** Whether one element is so; NULL when none is and of one it is not known. */
    private static String some(String list, String condition, String value) {
        String found = "list_transform(" + list + ", lambda x: " + condition + ")";
        return "CASE WHEN list_contains(" + found + ", " + value + ") THEN true WHEN list_count(" + found + ") < len("
                + found + ") THEN NULL ELSE len(" + list + ") < 0 END";
    }

    private String size(CelTerm of) {
        return of.type() instanceof CelType.MapOf ? "cardinality(" + of(of) + ")" : "length(" + of(of) + ")";
    }

    private static String matches(String text, CelTerm.Constant pattern) {
        return "regexp_matches(" + text + ", " + DuckTypes.literal((String) pattern.value()) + ")";
    }

    private String in(List<CelTerm> arguments) {
        CelTerm item = arguments.get(0);
        if (arguments.size() == 1) {
            return "(" + of(item) + " IS NULL AND NULL)";
        }
        return arguments.stream()
                .skip(1)
                .map(choice -> relation(" = ", item, choice))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private String relation(String operator, CelTerm one, CelTerm other) {
        if (one.type() == CelType.Simple.DOUBLE || other.type() == CelType.Simple.DOUBLE) {
            return ofDoubles(operator, one, other);
        }
        boolean plain = one.type().equals(other.type()) || isSmall(one) || isSmall(other);
        mayFail = mayFail || !plain;
        return "(" + of(one) + operator + of(other) + ")";
    }

    /** A number that DuckDB compares with any other without a conversion that could fail. */
    private static boolean isSmall(CelTerm term) {
        return term instanceof CelTerm.Constant constant
                && constant.value() instanceof BigDecimal number
                && number.precision() <= 9
                && number.scale() >= 0
                && number.scale() <= 4;
    }

    /** DuckDB orders what is no number above all numbers and finds it equal to itself. */
    private String ofDoubles(String operator, CelTerm one, CelTerm other) {
        String left = operand(one, CelType.Simple.DOUBLE);
        String right = operand(other, CelType.Simple.DOUBLE);
        return "CASE WHEN " + left + " IS NULL OR " + right + " IS NULL THEN NULL WHEN isnan(" + left + ") OR isnan("
                + right + ") THEN " + operator.equals(" <> ") + " ELSE " + left + operator + right + " END";
    }

    /** An argument of arithmetic, in a type in which nothing is lost. */
    private String operand(CelTerm term, CelType result) {
        mayFail = true;
        if (result == CelType.Simple.DOUBLE) {
            return "CAST(" + of(term) + " AS DOUBLE)";
        }
        if (term instanceof CelTerm.Constant constant) {
            // Two INTEGERs of constants overflow; what they are multiplied to as decimals has as many digits as both.
            return decimal((BigDecimal) constant.value());
        }
        return term instanceof CelTerm.Field && term.type() == CelType.Simple.INTEGER
                ? "CAST(" + of(term) + " AS " + WHOLE + ")"
                : of(term);
    }

    private static String constant(CelTerm.Constant constant) {
        if (constant.value() instanceof Boolean bool) {
            return bool.toString();
        }
        if (constant.value() instanceof String text) {
            return DuckTypes.literal(text);
        }
        if (constant.value() instanceof BigDecimal number) {
            return number(number);
        }
        return moment(constant.type(), (Long) constant.value());
    }

    private static String number(BigDecimal number) {
        return number.scale() <= 0 && number.precision() - number.scale() <= 18
                ? "(" + number.toPlainString() + ")"
                : decimal(number);
    }

    private static String decimal(BigDecimal number) {
        BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
        int digits = Math.max(plain.precision(), plain.scale());
        return "CAST('" + plain.toPlainString() + "' AS DECIMAL(" + digits + "," + plain.scale() + "))";
    }

    private static String moment(CelType type, long micros) {
        Instant instant = Instant.EPOCH
                .plusSeconds(Math.floorDiv(micros, 1_000_000L))
                .plusNanos(Math.floorMod(micros, 1_000_000L) * 1_000L);
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        if (type == CelType.Simple.DATE) {
            return "DATE '" + time.toLocalDate() + "'";
        }
        return type == CelType.Simple.LOCAL ? "TIMESTAMP '" + time + "'" : "TIMESTAMPTZ '" + instant + "'";
    }
}
