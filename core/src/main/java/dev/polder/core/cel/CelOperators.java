package dev.polder.core.cel;

import dev.polder.core.cel.CelType.Simple;
import java.util.Optional;

/** Which types go together. */
final class CelOperators {
    private CelOperators() {}

    /** The type of one or the other. */
    static Optional<CelType> common(CelType one, CelType other) {
        if (one.equals(other)) {
            return Optional.of(one);
        }
        if (one.isNumber() && other.isNumber()) {
            return Optional.of(one == Simple.DOUBLE ? one : other == Simple.DOUBLE ? other : new CelType.Decimal(0));
        }
        return Optional.empty();
    }

    /** Whether two values can be compared: for equality, or for order. */
    static boolean areComparable(CelType one, CelType other, boolean equality) {
        if (one.isNumber() || other.isNumber()) {
            return one.isNumber() && other.isNumber();
        }
        if (!(one instanceof Simple first) || !(other instanceof Simple second)) {
            return false;
        }
        if (first.isTemporal() && second.isTemporal()) {
            return first == second || first == Simple.DATE || second == Simple.DATE;
        }
        return first == second && (equality || first != Simple.BOOL) && first != Simple.NULL;
    }

    /** Of arithmetic. */
    static Optional<CelType> result(CelFunction function, CelType left, CelType right) {
        boolean adds = function == CelFunction.ADD;
        boolean subtracts = function == CelFunction.SUBTRACT;
        if (left.isNumber() && right.isNumber()) {
            boolean integers = left == Simple.INTEGER && right == Simple.INTEGER;
            boolean doubles = left == Simple.DOUBLE || right == Simple.DOUBLE;
            return switch (function) {
                case REMAINDER -> integers ? Optional.of(left) : Optional.empty();
                case DIVIDE -> integers ? Optional.of(left) : doubles ? Optional.of(Simple.DOUBLE) : Optional.empty();
                default -> integers ? Optional.of(left) : Optional.of(doubles ? Simple.DOUBLE : new CelType.Decimal(0));
            };
        }
        if (left == Simple.STRING && right == Simple.STRING && adds) {
            return Optional.of(Simple.STRING);
        }
        boolean leftTime = left instanceof Simple simple && simple.isTemporal();
        boolean rightTime = right instanceof Simple simple && simple.isTemporal();
        if ((leftTime || left == Simple.DURATION) && right == Simple.DURATION && (adds || subtracts)) {
            return Optional.of(left);
        }
        if (left == Simple.DURATION && rightTime && adds) {
            return Optional.of(right);
        }
        boolean difference = subtracts && (leftTime && rightTime || left == Simple.TIME && right == Simple.TIME);
        return difference && areComparable(left, right, false) ? Optional.of(Simple.DURATION) : Optional.empty();
    }
}
