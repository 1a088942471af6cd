package dev.polder.core.quality;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rules in CEL as Spark SQL, for tables that no gate filled. Logic is SQL's already; what SQL would compute otherwise (quotients, sums of
 * times) is not translated.
 */
final class CelSql {
    private static final Map<CelFunction, String> OPERATORS = Map.ofEntries(
            Map.entry(CelFunction.AND, " AND "),
            Map.entry(CelFunction.OR, " OR "),
            Map.entry(CelFunction.EQUAL, " = "),
            Map.entry(CelFunction.NOT_EQUAL, " <> "),
            Map.entry(CelFunction.LESS, " < "),
            Map.entry(CelFunction.LESS_OR_EQUAL, " <= "),
            Map.entry(CelFunction.GREATER, " > "),
            Map.entry(CelFunction.GREATER_OR_EQUAL, " >= "),
            Map.entry(CelFunction.ADD, " + "),
            Map.entry(CelFunction.SUBTRACT, " - "),
            Map.entry(CelFunction.MULTIPLY, " * "));

    private static final Map<CelFunction, String> FUNCTIONS = Map.of(
            CelFunction.CONTAINS, "contains",
            CelFunction.STARTS_WITH, "startswith",
            CelFunction.ENDS_WITH, "endswith",
            CelFunction.ALL, "forall",
            CelFunction.EXISTS, "exists");

    /** A rule that SQL would not compute as the gate does. */
    static final class NotTranslatable extends RuntimeException {
        NotTranslatable() {
            super("no SQL says this", null, false, false);
        }
    }

    private final String object;

    private CelSql(String object) {
        this.object = object;
    }

    /**
     * The condition that is false for rows that break the rule, and null or true for others.
     *
     * @param object the column whose members the rule is about, as SQL; empty for the row
     * @throws NotTranslatable when there is none
     */
    static String condition(CelTerm term, String object) {
        return new CelSql(object).sql(term);
    }

    private String sql(CelTerm term) {
        if (term instanceof CelTerm.Constant constant) {
            return constant(constant);
        }
        if (term instanceof CelTerm.Element) {
            return "x";
        }
        if (term instanceof CelTerm.Field field) {
            String name = SqlText.name(field.name());
            return field.of().map(of -> sql(of) + "." + name).orElse(object.isEmpty() ? name : object + "." + name);
        }
        return apply((CelTerm.Apply) term);
    }

    private static String constant(CelTerm.Constant constant) {
        if (constant.value() instanceof Boolean bool) {
            return bool.toString();
        }
        if (constant.value() instanceof BigDecimal number) {
            return SqlText.number(number.toString()).orElseThrow(NotTranslatable::new);
        }
        if (constant.value() instanceof String text) {
            return SqlText.string(text);
        }
        long micros = (Long) constant.value();
        if (constant.type() == CelType.Simple.INSTANT) {
            return "timestamp_micros(" + micros + "L)";
        }
        if (constant.type() == CelType.Simple.DATE && micros % 86_400_000_000L == 0) {
            return "DATE '" + LocalDate.ofEpochDay(micros / 86_400_000_000L) + "'";
        }
        throw new NotTranslatable();
    }

    private String apply(CelTerm.Apply apply) {
        List<CelTerm> arguments = apply.arguments();
        String first = sql(arguments.get(0));
        CelFunction function = apply.function();
        if (OPERATORS.containsKey(function)) {
            checkOperands(function, arguments);
            return "(" + first + OPERATORS.get(function) + sql(arguments.get(1)) + ")";
        }
        if (FUNCTIONS.containsKey(function)) {
            boolean macro = function == CelFunction.ALL || function == CelFunction.EXISTS;
            return FUNCTIONS.get(function) + "(" + first + ", " + (macro ? "x -> " : "") + sql(arguments.get(1)) + ")";
        }
        return switch (function) {
            case NOT -> "(NOT " + first + ")";
            case IS_NULL -> "(" + first + " IS NULL)";
            case NEGATE -> "(- " + first + ")";
            case CONDITIONAL ->
                "CASE " + first + " WHEN true THEN " + sql(arguments.get(1)) + " WHEN false THEN "
                        + sql(arguments.get(2)) + " END";
            case SIZE -> size(arguments.get(0).type()) + "(" + first + ")";
            case MATCHES -> "(" + first + " RLIKE " + sql(arguments.get(1)) + ")";
            case IN -> in(arguments);
            default -> throw new NotTranslatable();
        };
    }

    private static String size(CelType type) {
        if (type instanceof CelType.MapOf) {
            throw new NotTranslatable();
        }
        return type == CelType.Simple.STRING ? "char_length" : "array_size";
    }

    private String in(List<CelTerm> arguments) {
        CelType container = arguments.get(arguments.size() - 1).type();
        if (container instanceof CelType.ListOf || container instanceof CelType.MapOf) {
            throw new NotTranslatable();
        }
        if (arguments.size() == 1) {
            return "(CASE WHEN " + sql(arguments.get(0)) + " IS NOT NULL THEN false END)";
        }
        arguments.forEach(argument -> checkAlike(arguments.get(0).type(), argument.type()));
        return "(" + sql(arguments.get(0)) + " IN ("
                + arguments.stream().skip(1).map(this::sql).collect(Collectors.joining(", ")) + "))";
    }

    private static void checkOperands(CelFunction function, List<CelTerm> arguments) {
        boolean sum =
                function == CelFunction.ADD || function == CelFunction.SUBTRACT || function == CelFunction.MULTIPLY;
        CelType one = arguments.get(0).type();
        CelType other = arguments.get(1).type();
        if (sum && (!one.isNumber() || !other.isNumber())) {
            throw new NotTranslatable();
        }
        checkAlike(one, other);
    }

    /** Where Spark would convert one of the two, and not as the gate does. */
    private static void checkAlike(CelType one, CelType other) {
        boolean numbers = one.isNumber() && other.isNumber();
        if (!one.equals(other) && !numbers) {
            throw new NotTranslatable();
        }
    }
}
