package dev.polder.gate;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;

/** Makes of a checked rule what computes it from the carriers of an object. */
final class CelCompiler {
    /** A term over an object's members and the element that a macro looks at. */
    interface Term {
        Object value(CelMembers members, Object element);
    }

    private CelCompiler() {}

    static Term term(CelTerm term) {
        if (term instanceof CelTerm.Constant constant) {
            Object value = constant.value();
            return (members, element) -> value;
        }
        if (term instanceof CelTerm.Element element) {
            CelType type = element.type();
            return (members, carrier) -> CelValues.of(type, carrier);
        }
        if (term instanceof CelTerm.Field field) {
            return field(field);
        }
        return apply((CelTerm.Apply) term);
    }

    private static Term field(CelTerm.Field field) {
        CelType type = field.type();
        int index = field.index();
        if (field.of().isEmpty()) {
            return (members, element) -> CelValues.of(type, members.carrier(index));
        }
        Term of = term(field.of().get());
        return (members, element) -> {
            Object object = of.value(members, element);
            return object == null || object == CelTruth.FAILED
                    ? object
                    : CelValues.of(type, ((List<?>) object).get(index));
        };
    }

    private static Term apply(CelTerm.Apply apply) {
        List<Term> terms = apply.arguments().stream().map(CelCompiler::term).toList();
        Term first = terms.get(0);
        Term second = terms.get(terms.size() - 1);
        return switch (apply.function()) {
            case AND -> (members, element) -> CelTruth.decide(terms, operand -> operand.value(members, element), false);
            case OR -> (members, element) -> CelTruth.decide(terms, operand -> operand.value(members, element), true);
            case NOT ->
                (members, element) -> {
                    Object value = first.value(members, element);
                    return value instanceof Boolean bool ? (Object) !bool : value;
                };
            case CONDITIONAL ->
                (members, element) -> {
                    Object condition = first.value(members, element);
                    return condition instanceof Boolean bool
                            ? (bool ? terms.get(1) : second).value(members, element)
                            : condition;
                };
            case IS_NULL ->
                (members, element) -> {
                    Object value = first.value(members, element);
                    return value == CelTruth.FAILED ? value : (Object) (value == null);
                };
            case EQUAL -> relation(apply, order -> order == 0);
            case NOT_EQUAL -> relation(apply, order -> order != 0);
            case LESS -> relation(apply, order -> order < 0);
            case LESS_OR_EQUAL -> relation(apply, order -> order <= 0);
            case GREATER -> relation(apply, order -> order > 0);
            case GREATER_OR_EQUAL -> relation(apply, order -> order >= 0);
            case ADD -> throughout(first, second, CelValues::add);
            case SUBTRACT -> both(first, second, CelValues::subtract);
            case MULTIPLY -> both(first, second, CelValues::multiply);
            case DIVIDE -> both(first, second, CelValues::divide);
            case REMAINDER -> both(first, second, CelValues::remainder);
            case NEGATE ->
                both(
                        first,
                        first,
                        (value, same) ->
                                value instanceof BigDecimal number ? number.negate() : (Object) (-(Double) value));
            case SIZE -> throughout(first, first, (value, same) -> BigDecimal.valueOf(size(value)));
            case CONTAINS ->
                throughout(first, second, (text, part) -> TextSearch.contains((String) text, (String) part));
            case STARTS_WITH -> both(first, second, (text, part) -> ((String) text).startsWith((String) part));
            case ENDS_WITH -> both(first, second, (text, part) -> ((String) text).endsWith((String) part));
            case MATCHES -> {
                CelTerm.Constant written = (CelTerm.Constant) apply.arguments().get(1);
                TextPattern pattern = new TextPattern((String) written.value());
                yield (members, element) -> {
                    Object text = first.value(members, element);
                    if (!(text instanceof String string)) {
                        return text;
                    }
                    members.spend(pattern.steps(string));
                    return pattern.isFoundIn(string);
                };
            }
            case VALUE_OF -> both(first, second, (map, key) -> CelValues.of(apply.type(), ((Map<?, ?>) map).get(key)));
            case IN -> in(apply, terms);
            case ALL, EXISTS ->
                (members, element) -> {
                    Object list = first.value(members, element);
                    return list == null || list == CelTruth.FAILED
                            ? list
                            : CelTruth.decide(
                                    (List<?>) list,
                                    item -> second.value(members, item),
                                    apply.function() == CelFunction.EXISTS);
                };
        };
    }

    /** Null when one of two is null; failed when one is. */
    private static Term both(Term first, Term second, BinaryOperator<Object> function) {
        return (members, element) -> {
            Object one = first.value(members, element);
            Object other = one == null || first == second ? one : second.value(members, element);
            if (one == CelTruth.FAILED || other == CelTruth.FAILED) {
                return CelTruth.FAILED;
            }
            return one == null || other == null ? null : function.apply(one, other);
        };
    }

    /** The same of a function that looks at all of a text or list. */
    private static Term throughout(Term first, Term second, BinaryOperator<Object> function) {
        return (members, element) -> {
            BinaryOperator<Object> counted = (one, other) -> {
                members.spend(one, first == second ? null : other);
                return function.apply(one, other);
            };
            return both(first, second, counted).value(members, element);
        };
    }

    private static Term relation(CelTerm.Apply apply, IntPredicate holds) {
        CelTerm left = apply.arguments().get(0);
        CelTerm right = apply.arguments().get(1);
        boolean written = isWritten(left, right);
        boolean unequal = apply.function() == CelFunction.NOT_EQUAL;
        return both(term(left), term(right), (one, other) -> {
            OptionalInt order = CelValues.order(one, other, written);
            return order.isPresent() ? holds.test(order.getAsInt()) : unequal;
        });
    }

    private static boolean isWritten(CelTerm one, CelTerm other) {
        return one instanceof CelTerm.Constant || other instanceof CelTerm.Constant;
    }

    private static long size(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        return value instanceof Map<?, ?> map ? map.size() : ((List<?>) value).size();
    }

    private static Term in(CelTerm.Apply apply, List<Term> terms) {
        CelTerm item = apply.arguments().get(0);
        CelType container = apply.arguments().get(apply.arguments().size() - 1).type();
        if (container instanceof CelType.MapOf) {
            return both(terms.get(0), terms.get(1), (key, map) -> ((Map<?, ?>) map).containsKey(key));
        }
        if (container instanceof CelType.ListOf list) {
            return throughout(
                    terms.get(0),
                    terms.get(1),
                    (value, carriers) -> isAmong(
                            value,
                            ((List<?>) carriers)
                                    .stream()
                                            .map(each -> CelValues.of(list.element(), each))
                                            .toList(),
                            item instanceof CelTerm.Constant));
        }
        return (members, element) -> {
            Object value = terms.get(0).value(members, element);
            if (value == null || value == CelTruth.FAILED) {
                return value;
            }
            List<Object> choices = new ArrayList<>();
            for (Term choice : terms.subList(1, terms.size())) {
                choices.add(choice.value(members, element));
            }
            return isAmong(value, Collections.unmodifiableList(choices), true);
        };
    }

    private static Object isAmong(Object value, List<Object> choices, boolean written) {
        return CelTruth.decide(
                choices,
                choice -> {
                    if (choice == null || choice == CelTruth.FAILED) {
                        return choice;
                    }
                    OptionalInt order = CelValues.order(value, choice, written);
                    return order.isPresent() && order.getAsInt() == 0;
                },
                true);
    }
}
