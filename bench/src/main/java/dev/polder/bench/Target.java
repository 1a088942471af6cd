package dev.polder.bench;

import java.util.OptionalDouble;

/**
 * What a figure must reach.
 *
 * @param part the value, or its ratio to a peer
 * @param must the worst that is good enough
 * @param reach what we aim for
 */
record Target(Part part, Direction direction, double must, OptionalDouble reach) {
    enum Part {
        VALUE,
        RATIO
    }

    enum Direction {
        AT_LEAST,
        AT_MOST
    }

    static Target valueAtLeast(double must, double reach) {
        return new Target(Part.VALUE, Direction.AT_LEAST, must, OptionalDouble.of(reach));
    }

    static Target valueAtMost(double must, double reach) {
        return new Target(Part.VALUE, Direction.AT_MOST, must, OptionalDouble.of(reach));
    }

    static Target ratioAtLeast(double must, double reach) {
        return new Target(Part.RATIO, Direction.AT_LEAST, must, OptionalDouble.of(reach));
    }

    static Target ratioAtMost(double must, double reach) {
        return new Target(Part.RATIO, Direction.AT_MOST, must, OptionalDouble.of(reach));
    }

    /** Nothing beyond what it must. */
    Target enough() {
        return new Target(part, direction, must, OptionalDouble.empty());
    }

    /** How a number stands to a target, the best first. */
    enum Verdict {
        BEYOND,
        YES,
        NO
    }

    Verdict verdict(double number) {
        if (reach.isPresent() && keeps(number, reach.getAsDouble())) {
            return Verdict.BEYOND;
        }
        return keeps(number, must) ? Verdict.YES : Verdict.NO;
    }

    private boolean keeps(double number, double bound) {
        return direction == Direction.AT_LEAST ? number >= bound : number <= bound;
    }

    String text() {
        String sign = direction == Direction.AT_LEAST ? "≥ " : "≤ ";
        String mark = part == Part.RATIO ? " ×" : "";
        return sign
                + Numbers.text(must)
                + mark
                + (reach.isPresent() ? " (aim " + Numbers.text(reach.getAsDouble()) + mark + ")" : "");
    }
}
