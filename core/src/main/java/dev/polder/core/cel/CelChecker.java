package dev.polder.core.cel;

import dev.polder.core.cel.CelType.Simple;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives every part of a rule its type, and says where that cannot be done. */
final class CelChecker {
    private static final Map<String, CelFunction> RELATIONS = Map.of(
            "==", CelFunction.EQUAL,
            "!=", CelFunction.NOT_EQUAL,
            "<", CelFunction.LESS,
            "<=", CelFunction.LESS_OR_EQUAL,
            ">", CelFunction.GREATER,
            ">=", CelFunction.GREATER_OR_EQUAL);
    private static final Map<String, CelFunction> ARITHMETIC = Map.of(
            "+", CelFunction.ADD,
            "-", CelFunction.SUBTRACT,
            "*", CelFunction.MULTIPLY,
            "/", CelFunction.DIVIDE,
            "%", CelFunction.REMAINDER);
    private static final Map<String, CelFunction> TEXT_METHODS = Map.of(
            "contains", CelFunction.CONTAINS,
            "startsWith", CelFunction.STARTS_WITH,
            "endsWith", CelFunction.ENDS_WITH,
            "matches", CelFunction.MATCHES);
    private static final Set<String> TIMES = Set.of("timestamp", "date", "time", "duration");

    private final CelType.Struct object;
    private final List<CelProblem> problems = new ArrayList<>();
    private Optional<CelSyntax.Name> variable = Optional.empty();
    private CelType element = Simple.NULL;

    CelChecker(CelType.Struct object) {
        this.object = object;
    }

    List<CelProblem> problems() {
        return problems;
    }

    /** The whole rule, which must be true or false; empty when a problem makes it nothing. */
    Optional<CelTerm> condition(CelSyntax syntax) {
        Optional<CelTerm> term = term(syntax);
        if (term.isPresent() && term.get().type() != Simple.BOOL) {
            return problem(
                    syntax.offset(),
                    "A rule must be true or false, but this is "
                            + term.get().type().words() + ".",
                    "Compare it with something.");
        }
        return term;
    }

    private Optional<CelTerm> problem(int offset, String message, String remedy) {
        problems.add(new CelProblem(offset, message, remedy));
        return Optional.empty();
    }

    private Optional<CelTerm> term(CelSyntax syntax) {
        if (syntax instanceof CelSyntax.Literal literal) {
            return literal(literal);
        }
        if (syntax instanceof CelSyntax.Name name) {
            return name(name);
        }
        if (syntax instanceof CelSyntax.Select select) {
            return select(select);
        }
        if (syntax instanceof CelSyntax.Call call) {
            return call(call);
        }
        return problem(syntax.offset(), "A list of values can only stand after in.", "Write x in [1, 2].");
    }

    private Optional<CelTerm> literal(CelSyntax.Literal literal) {
        if (literal.value().isEmpty()) {
            return problem(
                    literal.offset(), "null can only be compared with == and !=.", "Write x == null or x != null.");
        }
        Object value = literal.value().get();
        if (value instanceof BigDecimal number) {
            CelType type = literal.isDouble() ? new CelType.Decimal(Math.max(0, number.scale())) : Simple.INTEGER;
            return Optional.of(new CelTerm.Constant(type, number));
        }
        return Optional.of(new CelTerm.Constant(value instanceof Boolean ? Simple.BOOL : Simple.STRING, value));
    }

    private Optional<CelTerm> name(CelSyntax.Name name) {
        if (variable.isPresent() && variable.get().name().equals(name.name())) {
            return Optional.of(new CelTerm.Element(element));
        }
        return member(Optional.empty(), object, name.name(), name.offset());
    }

    private Optional<CelTerm> select(CelSyntax.Select select) {
        Optional<CelTerm> of = term(select.of());
        if (of.isEmpty()) {
            return of;
        }
        if (of.get().type() instanceof CelType.MapOf map) {
            return Optional.of(new CelTerm.Apply(
                    map.value(),
                    CelFunction.VALUE_OF,
                    List.of(of.get(), new CelTerm.Constant(Simple.STRING, select.name()))));
        }
        if (of.get().type() instanceof CelType.Struct struct) {
            return member(of, struct, select.name(), select.offset());
        }
        return problem(
                select.offset(),
                "There is no field in " + of.get().type().words() + ".",
                of.get().type() instanceof CelType.ListOf
                        ? "Write list.all(x, …) or list.exists(x, …)."
                        : "Remove ." + select.name() + ".");
    }

    private Optional<CelTerm> member(Optional<CelTerm> of, CelType.Struct struct, String name, int offset) {
        int index = 0;
        for (Map.Entry<String, CelType> member : struct.members().entrySet()) {
            if (member.getKey().equals(name)) {
                return Optional.of(new CelTerm.Field(member.getValue(), of, index, name));
            }
            index++;
        }
        return problem(
                offset,
                "The object has no property \"" + name + "\".",
                "Use one of "
                        + String.join(
                                ", ",
                                struct.members().keySet().stream()
                                        .sorted()
                                        .limit(40)
                                        .toList()) + ".");
    }

    private Optional<CelTerm> call(CelSyntax.Call call) {
        String name = call.name();
        if (call.of().isPresent()) {
            return method(call, call.of().get());
        }
        if (RELATIONS.containsKey(name)) {
            return relation(call);
        }
        if (ARITHMETIC.containsKey(name)) {
            return arithmetic(call);
        }
        switch (name) {
            case "&&", "||", "_!":
                return logic(call);
            case "?:":
                return conditional(call);
            case "in":
                return in(call);
            case "_-":
                return negated(call);
            case "[]":
                return value(call);
            case "has":
                return has(call);
            case "size":
                return call.arguments().size() == 1
                        ? size(call, call.arguments().get(0))
                        : problem(call.offset(), "size takes one argument.", "Write size(x).");
            case "matches":
                return call.arguments().size() == 2
                        ? text(call, call.arguments().get(0), call.arguments().get(1))
                        : unknown(call);
            default:
                return TIMES.contains(name) ? time(call) : unknown(call);
        }
    }

    private Optional<CelTerm> unknown(CelSyntax.Call call) {
        return problem(
                call.offset(),
                "Rules have no function \"" + call.name() + "\" for this.",
                "Use comparisons, && || ! ?:, + - * / %, in, has, size, contains, startsWith, endsWith, matches, all, exists,"
                        + " timestamp, date, time and duration.");
    }

    private Optional<CelTerm> logic(CelSyntax.Call call) {
        List<CelTerm> operands = new ArrayList<>();
        for (CelSyntax operand : call.arguments()) {
            Optional<CelTerm> term = term(operand);
            if (term.isPresent() && term.get().type() != Simple.BOOL) {
                term = problem(
                        operand.offset(),
                        "This must be true or false, but is "
                                + term.get().type().words() + ".",
                        "Compare it with something.");
            }
            term.ifPresent(operands::add);
        }
        CelFunction function = call.name().equals("&&")
                ? CelFunction.AND
                : call.name().equals("||") ? CelFunction.OR : CelFunction.NOT;
        return operands.size() < call.arguments().size()
                ? Optional.empty()
                : Optional.of(new CelTerm.Apply(Simple.BOOL, function, operands));
    }

    private Optional<CelTerm> conditional(CelSyntax.Call call) {
        Optional<CelTerm> condition = condition(call.arguments().get(0));
        Optional<CelTerm> then = term(call.arguments().get(1));
        Optional<CelTerm> otherwise = term(call.arguments().get(2));
        if (condition.isEmpty() || then.isEmpty() || otherwise.isEmpty()) {
            return Optional.empty();
        }
        Optional<CelType> type =
                CelOperators.common(then.get().type(), otherwise.get().type());
        if (type.isEmpty()) {
            return problem(
                    call.offset(),
                    "One choice is " + then.get().type().words() + ", the other "
                            + otherwise.get().type().words() + ".",
                    "Give both the same type.");
        }
        return Optional.of(new CelTerm.Apply(
                type.get(), CelFunction.CONDITIONAL, List.of(condition.get(), then.get(), otherwise.get())));
    }

    private Optional<CelTerm> relation(CelSyntax.Call call) {
        CelFunction function = RELATIONS.get(call.name());
        boolean equality = function == CelFunction.EQUAL || function == CelFunction.NOT_EQUAL;
        CelSyntax left = call.arguments().get(0);
        CelSyntax right = call.arguments().get(1);
        if (equality && (isNull(left) || isNull(right))) {
            return term(isNull(left) ? right : left).map(term -> {
                CelTerm isNull = new CelTerm.Apply(Simple.BOOL, CelFunction.IS_NULL, List.of(term));
                return function == CelFunction.EQUAL ? isNull : not(isNull);
            });
        }
        Optional<CelTerm> one = term(left);
        Optional<CelTerm> other = term(right);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        if (!CelOperators.areComparable(one.get().type(), other.get().type(), equality)) {
            return incomparable(call.offset(), one.get().type(), other.get().type());
        }
        return Optional.of(new CelTerm.Apply(Simple.BOOL, function, List.of(one.get(), other.get())));
    }

    private Optional<CelTerm> incomparable(int offset, CelType one, CelType other) {
        boolean text = one == Simple.STRING || other == Simple.STRING;
        boolean time = one instanceof Simple simple && simple.isTemporal()
                || one == Simple.TIME
                || other instanceof Simple also && also.isTemporal()
                || other == Simple.TIME;
        return problem(
                offset,
                "A rule cannot compare " + one.words() + " with " + other.words() + " like this.",
                text && time
                        ? "Write date('2024-02-29'), timestamp('2024-02-29T12:00:00Z') or time('08:00') for a constant."
                        : "Compare values of one type.");
    }

    private static boolean isNull(CelSyntax syntax) {
        return syntax instanceof CelSyntax.Literal literal && literal.value().isEmpty();
    }

    private static CelTerm not(CelTerm term) {
        return new CelTerm.Apply(Simple.BOOL, CelFunction.NOT, List.of(term));
    }

    private Optional<CelTerm> arithmetic(CelSyntax.Call call) {
        Optional<CelTerm> one = term(call.arguments().get(0));
        Optional<CelTerm> other = term(call.arguments().get(1));
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        CelFunction function = ARITHMETIC.get(call.name());
        CelType left = one.get().type();
        CelType right = other.get().type();
        Optional<CelType> type = CelOperators.result(function, left, right);
        if (type.isEmpty()) {
            boolean decimals = left.isNumber() && right.isNumber();
            return problem(
                    call.offset(),
                    decimals
                            ? "A quotient of decimals may have no end, so " + call.name() + " is for integers."
                            : "A rule cannot " + function.name().toLowerCase(java.util.Locale.ROOT) + " " + left.words()
                                    + " and " + right.words() + ".",
                    decimals
                            ? "Multiply the other side instead: a <= b * c."
                            : "Use numbers, or points in time and durations.");
        }
        return Optional.of(new CelTerm.Apply(type.get(), function, List.of(one.get(), other.get())));
    }

    private Optional<CelTerm> negated(CelSyntax.Call call) {
        Optional<CelTerm> term = term(call.arguments().get(0));
        if (term.isEmpty()) {
            return term;
        }
        if (term.get() instanceof CelTerm.Constant constant && constant.value() instanceof BigDecimal number) {
            return Optional.of(new CelTerm.Constant(constant.type(), number.negate()));
        }
        return term.get().type().isNumber()
                ? Optional.of(new CelTerm.Apply(term.get().type(), CelFunction.NEGATE, List.of(term.get())))
                : problem(
                        call.offset(),
                        "A rule cannot negate " + term.get().type().words() + ".",
                        "Use a number.");
    }

    private Optional<CelTerm> value(CelSyntax.Call call) {
        Optional<CelTerm> of = term(call.arguments().get(0));
        Optional<CelTerm> key = term(call.arguments().get(1));
        if (of.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        if (of.get().type() instanceof CelType.MapOf map && key.get().type() == Simple.STRING) {
            return Optional.of(new CelTerm.Apply(map.value(), CelFunction.VALUE_OF, List.of(of.get(), key.get())));
        }
        return problem(
                call.offset(),
                "A rule cannot look into " + of.get().type().words() + " with "
                        + key.get().type().words() + ".",
                "Only maps have keys; look at a list with all or exists.");
    }

    private Optional<CelTerm> has(CelSyntax.Call call) {
        if (call.arguments().size() != 1 || !(call.arguments().get(0) instanceof CelSyntax.Select select)) {
            return problem(call.offset(), "has asks for a member of an object: has(a.b).", "Write a != null.");
        }
        return select(select).map(term -> not(new CelTerm.Apply(Simple.BOOL, CelFunction.IS_NULL, List.of(term))));
    }

    private Optional<CelTerm> in(CelSyntax.Call call) {
        Optional<CelTerm> item = term(call.arguments().get(0));
        CelSyntax right = call.arguments().get(1);
        if (right instanceof CelSyntax.ListOf list) {
            List<CelTerm> terms = new ArrayList<>();
            item.ifPresent(terms::add);
            for (CelSyntax choice : list.items()) {
                Optional<CelTerm> term = term(choice);
                if (item.isPresent()
                        && term.isPresent()
                        && !CelOperators.areComparable(
                                item.get().type(), term.get().type(), true)) {
                    term = incomparable(
                            choice.offset(), item.get().type(), term.get().type());
                }
                term.ifPresent(terms::add);
            }
            return terms.size() < list.items().size() + 1
                    ? Optional.empty()
                    : Optional.of(new CelTerm.Apply(Simple.BOOL, CelFunction.IN, terms));
        }
        Optional<CelTerm> container = term(right);
        if (item.isEmpty() || container.isEmpty()) {
            return Optional.empty();
        }
        CelType type = container.get().type();
        boolean fits = type instanceof CelType.ListOf list
                        && CelOperators.areComparable(item.get().type(), list.element(), true)
                || type instanceof CelType.MapOf && item.get().type() == Simple.STRING;
        return fits
                ? Optional.of(new CelTerm.Apply(Simple.BOOL, CelFunction.IN, List.of(item.get(), container.get())))
                : problem(
                        call.offset(),
                        "A rule cannot look for " + item.get().type().words() + " in " + type.words() + ".",
                        "Write x in [1, 2], or name a list of such values or a map with such keys.");
    }

    private Optional<CelTerm> size(CelSyntax.Call call, CelSyntax argument) {
        Optional<CelTerm> of = term(argument);
        if (of.isEmpty()) {
            return of;
        }
        CelType type = of.get().type();
        boolean sized = type == Simple.STRING || type instanceof CelType.ListOf || type instanceof CelType.MapOf;
        return sized
                ? Optional.of(new CelTerm.Apply(Simple.INTEGER, CelFunction.SIZE, List.of(of.get())))
                : problem(call.offset(), "There is no size of " + type.words() + ".", "Use a string, a list or a map.");
    }

    private Optional<CelTerm> method(CelSyntax.Call call, CelSyntax on) {
        List<CelSyntax> arguments = call.arguments();
        if (call.name().equals("size") && arguments.isEmpty()) {
            return size(call, on);
        }
        if (TEXT_METHODS.containsKey(call.name()) && arguments.size() == 1) {
            return text(call, on, arguments.get(0));
        }
        boolean macro = call.name().equals("all") || call.name().equals("exists");
        return macro && arguments.size() == 2 ? macro(call, on) : unknown(call);
    }

    private Optional<CelTerm> text(CelSyntax.Call call, CelSyntax on, CelSyntax argument) {
        Optional<CelTerm> text = term(on);
        Optional<CelTerm> part = term(argument);
        if (text.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().type() != Simple.STRING || part.get().type() != Simple.STRING) {
            return problem(
                    call.offset(),
                    call.name() + " is for strings, not for "
                            + text.get().type().words() + " and "
                            + part.get().type().words() + ".",
                    "Use strings.");
        }
        CelFunction function = TEXT_METHODS.get(call.name());
        if (function == CelFunction.MATCHES && !(part.get() instanceof CelTerm.Constant)) {
            return problem(argument.offset(), "The pattern of matches must be a constant.", "Write it in quotes.");
        }
        return Optional.of(new CelTerm.Apply(Simple.BOOL, function, List.of(text.get(), part.get())));
    }

    private Optional<CelTerm> macro(CelSyntax.Call call, CelSyntax on) {
        Optional<CelTerm> list = term(on);
        if (variable.isPresent()) {
            return problem(call.offset(), "A macro cannot stand in another one.", "Make several rules of it.");
        }
        if (list.isEmpty()) {
            return list;
        }
        if (!(list.get().type() instanceof CelType.ListOf of)
                || !(call.arguments().get(0) instanceof CelSyntax.Name name)) {
            return problem(
                    call.offset(),
                    call.name() + " looks at the items of a list.",
                    "Write list." + call.name() + "(x, x > 0).");
        }
        variable = Optional.of(name);
        element = of.element();
        Optional<CelTerm> body = condition(call.arguments().get(1));
        variable = Optional.empty();
        CelFunction function = call.name().equals("all") ? CelFunction.ALL : CelFunction.EXISTS;
        return body.map(term -> new CelTerm.Apply(Simple.BOOL, function, List.of(list.get(), term)));
    }

    private Optional<CelTerm> time(CelSyntax.Call call) {
        boolean constant = call.arguments().size() == 1
                && call.arguments().get(0) instanceof CelSyntax.Literal literal
                && literal.value().filter(String.class::isInstance).isPresent();
        if (!constant) {
            return problem(
                    call.offset(),
                    call.name() + " takes a constant in quotes.",
                    "Compare fields as they are; they have types.");
        }
        String text =
                (String) ((CelSyntax.Literal) call.arguments().get(0)).value().orElseThrow();
        try {
            return Optional.of(CelTime.constant(call.name(), text));
        } catch (DateTimeException e) {
            return problem(
                    call.arguments().get(0).offset(),
                    "\"" + text + "\" is no " + call.name() + ".",
                    "Write timestamp('2024-02-29T12:00:00Z'), date('2024-02-29'), time('08:00') or duration('1h30m').");
        }
    }
}
