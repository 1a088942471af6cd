package dev.polder.policy;

import dev.cel.runtime.CelVariableResolver;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What variables stand for in one evaluation: strings, {@code Long}, {@code Boolean}, {@code Instant}, and collections of strings. Not
 * safe for use by several threads while it is written.
 */
final class Values implements CelVariableResolver {
    private final Object[] values;

    Values() {
        this.values = new Object[Variable.values().length];
    }

    private Values(Object[] values) {
        this.values = values;
    }

    Values copy() {
        return new Values(values.clone());
    }

    Values set(Variable variable, Object value) {
        values[variable.ordinal()] = value;
        return this;
    }

    Object of(Variable variable) {
        return values[variable.ordinal()];
    }

    @Override
    public Optional<Object> find(String name) {
        return Variable.named(name).map(this::of).map(Values::forCel);
    }

    /** CEL has lists only; sorted, so that an expression that looks at the order gives the same every time. */
    private static Object forCel(Object value) {
        if (value instanceof List || !(value instanceof Collection<?> items)) {
            return value;
        }
        return items.stream().sorted().toList();
    }
}
