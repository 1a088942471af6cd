package dev.polder.core.cel;

import java.util.List;
import java.util.Optional;

/** A rule as it is written, before anybody asks what its names are. */
sealed interface CelSyntax {
    /** Of its first character, or of its operator. */
    int offset();

    /**
     * @param value a Boolean, BigDecimal or String; empty for null
     */
    record Literal(int offset, Optional<Object> value, boolean isDouble) implements CelSyntax {}

    record Name(int offset, String name) implements CelSyntax {}

    record Select(int offset, CelSyntax of, String name) implements CelSyntax {}

    record ListOf(int offset, List<CelSyntax> items) implements CelSyntax {}

    /**
     * A function, a method or an operator.
     *
     * @param name of a function, or the operator's signs; {@code _-} and {@code _!} for one operand
     * @param of what a method stands on
     */
    record Call(int offset, String name, Optional<CelSyntax> of, List<CelSyntax> arguments) implements CelSyntax {}
}
