package dev.polder.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The parts of a condition that decided, with the values they looked at. Never with data: conditions do not see any. */
final class Explanation {
    private static final int MOST_ITEMS = 8;
    private static final int LONGEST = 80;

    private final StringBuilder parts = new StringBuilder();
    private final Set<Variable> variables = EnumSet.noneOf(Variable.class);

    /** What a condition that came out the same with these values says for itself: {@code a == 'x' && !(b) (a is 'x', b is 'y')}. */
    static String of(Term term, Values values) {
        Explanation explanation = new Explanation();
        term.explain(values, explanation);
        return explanation.text(values);
    }

    /**
     * Adds a part.
     *
     * @param isFalse whether it decided by being false
     */
    void part(String text, boolean isFalse, Set<Variable> reads, Values values) {
        if (!parts.isEmpty()) {
            parts.append(" && ");
        }
        if (isFalse) {
            parts.append("!(").append(text).append(')');
        } else {
            parts.append(text);
        }
        variables.addAll(reads);
    }

    private String text(Values values) {
        if (variables.isEmpty()) {
            return parts.toString();
        }
        parts.append(" (");
        String separator = "";
        for (Variable variable : variables) {
            parts.append(separator).append(variable.word()).append(" is ");
            value(values.of(variable));
            separator = ", ";
        }
        return parts.append(')').toString();
    }

    private void value(Object value) {
        if (value instanceof String text) {
            parts.append('\'').append(cut(text)).append('\'');
        } else if (value instanceof Collection<?> items) {
            List<String> shown = new ArrayList<>();
            items.stream().sorted().limit(MOST_ITEMS).forEach(item -> shown.add("'" + cut(item.toString()) + "'"));
            if (items.size() > MOST_ITEMS) {
                shown.add("… " + (items.size() - MOST_ITEMS) + " more");
            }
            parts.append('[').append(String.join(", ", shown)).append(']');
        } else {
            parts.append(value);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
