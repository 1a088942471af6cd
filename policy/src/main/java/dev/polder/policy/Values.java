package dev.polder.policy;

import dev.cel.runtime.CelVariableResolver;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What variables stand for in one evaluation: strings, {@code Long}, {@code Boolean}, {@code Instant}, and collections of strings. Not
 * safe for use by several threads while it is written; afterwards conditions may be tested and explained by many.
 */
final class Values implements CelVariableResolver {
    private static final int COUNT = Variable.values().length;

    private final Object[] values;
    private String[] shown;
    private Object item;

    Values() {
        this(new Object[COUNT]);
    }

    private Values(Object[] values) {
        this.values = values;
    }

    /** The same values, not copied, for a macro that looks at one item after the other. */
    Values forItems() {
        return new Values(values);
    }

    /** Sets what a macro looks at. */
    Values item(Object value) {
        item = value;
        return this;
    }

    /** What a macro looks at. */
    Object item() {
        return item;
    }

    /** A value for people. */
    String shown(Variable variable) {
        String[] known = shown;
        if (known == null) {
            known = new String[COUNT];
            shown = known;
        }
        String text = known[variable.ordinal()];
        if (text == null) {
            text = Explanation.shown(of(variable));
            known[variable.ordinal()] = text;
        }
        return text;
    }

    Values copy() {
        return new Values(values.clone());
    }

    Values set(Variable variable, Object value) {
        values[variable.ordinal()] = value;
        shown = null;
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
