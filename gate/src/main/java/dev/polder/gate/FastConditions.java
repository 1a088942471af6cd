package dev.polder.gate;

import dev.polder.core.cel.CelFunction;
import dev.polder.core.cel.CelTerm;
import dev.polder.core.cel.CelType;
import dev.polder.core.contract.DataType;
import dev.polder.gate.fast.Condition;
import dev.polder.gate.fast.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns rules between an object's own members into conditions of the engine: comparisons of exact numbers and times, of text with a
 * constant, sums, products, and what logic joins. Empty for any other rule.
 */
final class FastConditions {
    private static final long MICROS_OF_A_DAY = 86_400_000_000L;
    private static final int MOST_SCALE = 36;

    private final List<Slot> slots;

    FastConditions(List<Slot> slots) {
        this.slots = slots;
    }

    /** Each rule, or empty when one of them cannot be said. */
    Optional<List<Condition>> of(List<CelCheck> rules) {
        return conditions(rules.stream().map(CelCheck::term).toList());
    }

    private Optional<List<Condition>> conditions(List<CelTerm> terms) {
        List<Condition> conditions = new ArrayList<>();
        for (CelTerm term : terms) {
            condition(term).ifPresent(conditions::add);
        }
        return conditions.size() == terms.size() ? Optional.of(conditions) : Optional.empty();
    }

    private Optional<Condition> condition(CelTerm term) {
        if (term instanceof CelTerm.Field field && field.of().isEmpty() && field.type() == CelType.Simple.BOOL) {
            return Optional.of(Condition.isTrue(field.index(), isOptional(field)));
        }
        if (!(term instanceof CelTerm.Apply apply)) {
            return Optional.empty();
        }
        List<CelTerm> arguments = apply.arguments();
        return switch (apply.function()) {
            case AND -> conditions(arguments).map(Condition::all);
            case OR -> conditions(arguments).map(Condition::any);
            case NOT -> condition(arguments.get(0)).map(Condition::not);
            case IS_NULL -> isNull(arguments.get(0));
            case EQUAL -> relation(arguments, Condition.Relation.EQUAL);
            case NOT_EQUAL -> relation(arguments, Condition.Relation.NOT_EQUAL);
            case LESS -> relation(arguments, Condition.Relation.LESS);
            case LESS_OR_EQUAL -> relation(arguments, Condition.Relation.LESS_OR_EQUAL);
            case GREATER -> relation(arguments, Condition.Relation.GREATER);
            case GREATER_OR_EQUAL -> relation(arguments, Condition.Relation.GREATER_OR_EQUAL);
            case IN -> in(arguments);
            default -> Optional.empty();
        };
    }

    private Optional<Condition> isNull(CelTerm term) {
        return term instanceof CelTerm.Field field && field.of().isEmpty()
                ? Optional.of(Condition.isNull(field.index(), isOptional(field)))
                : Optional.empty();
    }

    private Optional<Condition> in(List<CelTerm> arguments) {
        List<Condition> choices = new ArrayList<>();
        for (CelTerm choice : arguments.subList(1, arguments.size())) {
            if (!(choice instanceof CelTerm.Constant)) {
                return Optional.empty();
            }
            relation(List.of(arguments.get(0), choice), Condition.Relation.EQUAL)
                    .ifPresent(choices::add);
        }
        return choices.size() == arguments.size() - 1 ? Optional.of(Condition.any(choices)) : Optional.empty();
    }

    private Optional<Condition> relation(List<CelTerm> arguments, Condition.Relation relation) {
        CelTerm left = arguments.get(0);
        CelTerm right = arguments.get(1);
        if (left instanceof CelTerm.Field field
                && field.of().isEmpty()
                && isText(field)
                && right instanceof CelTerm.Constant constant
                && constant.value() instanceof String text
                && FastCompiler.isUnicode(text)) {
            Condition same = Condition.isText(field.index(), isOptional(field), text);
            return switch (relation) {
                case EQUAL -> Optional.of(same);
                case NOT_EQUAL -> Optional.of(Condition.not(same));
                default -> Optional.empty();
            };
        }
        Optional<Quantity> one = quantity(left);
        Optional<Quantity> other = quantity(right);
        if (one.isEmpty()
                || other.isEmpty()
                || left.type().isExact() != right.type().isExact()) {
            return Optional.empty();
        }
        int scale = Math.max(one.get().scale(), other.get().scale());
        return Optional.of(
                Condition.relation(one.get().scaledTo(scale), other.get().scaledTo(scale), relation));
    }

    private boolean isText(CelTerm.Field field) {
        return type(slots.get(field.index()).check()) instanceof TextCheck;
    }

    private boolean isOptional(CelTerm.Field field) {
        return !slots.get(field.index()).required();
    }

    private static Check type(Check check) {
        return check instanceof EnumCheck oneOf ? oneOf.type() : check;
    }

    private Optional<Quantity> quantity(CelTerm term) {
        if (term instanceof CelTerm.Constant constant) {
            return constant(constant.value());
        }
        if (term instanceof CelTerm.Field field) {
            return field.of().isEmpty() ? member(field) : Optional.empty();
        }
        if (!(term instanceof CelTerm.Apply apply)) {
            return Optional.empty();
        }
        boolean sum = apply.function() == CelFunction.ADD || apply.function() == CelFunction.SUBTRACT;
        if (!sum && apply.function() != CelFunction.MULTIPLY) {
            return Optional.empty();
        }
        Optional<Quantity> one = quantity(apply.arguments().get(0));
        Optional<Quantity> other = quantity(apply.arguments().get(1));
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        if (!sum) {
            return one.get().scale() + other.get().scale() <= MOST_SCALE
                    ? Optional.of(Quantity.product(one.get(), other.get()))
                    : Optional.empty();
        }
        int scale = Math.max(one.get().scale(), other.get().scale());
        return Optional.of(Quantity.sum(
                one.get().scaledTo(scale), other.get().scaledTo(scale), apply.function() == CelFunction.SUBTRACT));
    }

    private static Optional<Quantity> constant(Object value) {
        if (value instanceof Long micros) {
            return Math.abs(micros) < Long.MAX_VALUE / 2 ? Optional.of(Quantity.constant(micros, 0)) : Optional.empty();
        }
        if (!(value instanceof BigDecimal number)) {
            return Optional.empty();
        }
        BigDecimal stripped = number.stripTrailingZeros();
        if (stripped.precision() > 18 || stripped.scale() > 18 || stripped.scale() < -18) {
            return Optional.empty();
        }
        BigDecimal plain = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        return plain.precision() > 18
                ? Optional.empty()
                : Optional.of(Quantity.constant(plain.unscaledValue().longValueExact(), plain.scale()));
    }

    private Optional<Quantity> member(CelTerm.Field field) {
        Check check = type(slots.get(field.index()).check());
        boolean optional = isOptional(field);
        if (check instanceof NumberCheck number) {
            return switch (number.carrier()) {
                case INT32, INT64 -> Optional.of(Quantity.whole(field.index(), optional, 1));
                case DECIMAL -> Optional.of(Quantity.decimal(field.index(), optional, number.scale()));
                case FLOAT64 -> Optional.empty();
            };
        }
        if (check instanceof TemporalCheck temporal) {
            DataType type = temporal.reader().type();
            return type instanceof DataType.TimeOfDay
                    ? Optional.empty()
                    : Optional.of(Quantity.whole(
                            field.index(), optional, type instanceof DataType.Date ? MICROS_OF_A_DAY : 1));
        }
        return Optional.empty();
    }
}
