package dev.polder.core.cel;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A checked rule, or a part of one. Logic is SQL's: a term over a missing value is null, and a rule is broken only when it is
 * false.
 */
public sealed interface CelTerm {
    CelType type();

    /**
     * A value of the rule itself.
     *
     * @param value a {@code Boolean}, a {@code BigDecimal} (all numbers), a {@code String}; a {@code Long} of microseconds since
     *     1970, of the day, or in all for a point in time, a time of day and a duration
     */
    record Constant(CelType type, Object value) implements CelTerm {
        public Constant {
            Objects.requireNonNull(value);
        }
    }

    /**
     * A member of an object.
     *
     * @param of the object; empty for the one that the rule stands on
     * @param index among the object's members
     */
    record Field(CelType type, Optional<CelTerm> of, int index, String name) implements CelTerm {}

    /** The element that a macro looks at; macros do not nest. */
    record Element(CelType type) implements CelTerm {}

    record Apply(CelType type, CelFunction function, List<CelTerm> arguments) implements CelTerm {
        public Apply {
            arguments = List.copyOf(arguments);
        }
    }
}
