package dev.polder.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The parts of a condition that decided, with the values they looked at. Never with data: conditions do not see any. */
final class Explanation {
    private static final int MOST_ITEMS = 8;
    private static final int LONGEST = 80;

    private final StringBuilder parts = new StringBuilder();
    private final Set<Variable> variables = EnumSet.noneOf(Variable.class);

    /** Why a condition is what it is: {@code a == 'x' && !(b) (a is 'x', b is 'y')}. */
    static String of(Term term, Values values) {
        Explanation explanation = new Explanation();
        term.explain(term.test(values), values, explanation);
        return explanation.text(values);
    }

    /**
     * Adds a part.
     *
     * @param isFalse whether it decided by being false
     */
    void part(String text, boolean isFalse, Set<Variable> reads) {
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
        // What is read, and then who asks.
        Set<Variable> asking = EnumSet.range(Variable.PRINCIPAL_NAME, Variable.NOW);
        asking.retainAll(variables);
        variables.removeAll(asking);
        parts.append(" (");
        append(variables, values);
        append(asking, values);
        return parts.append(')').toString();
    }

    private void append(Set<Variable> some, Values values) {
        for (Variable variable : some) {
            parts.append(parts.charAt(parts.length() - 1) == '(' ? "" : ", ")
                    .append(variable.word())
                    .append(" is ")
                    .append(values.shown(variable));
        }
    }

    /** A value for people. */
    static String shown(Object value) {
        if (value instanceof String text) {
            return "'" + cut(text) + "'";
        }
        if (!(value instanceof Collection<?> items)) {
            return String.valueOf(value);
        }
        List<String> sorted = new ArrayList<>(items.size());
        items.forEach(item -> sorted.add("'" + cut((String) item) + "'"));
        Collections.sort(sorted);
        if (sorted.size() > MOST_ITEMS) {
            return "[" + String.join(", ", sorted.subList(0, MOST_ITEMS)) + ", … " + (sorted.size() - MOST_ITEMS)
                    + " more]";
        }
        return sorted.toString();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
