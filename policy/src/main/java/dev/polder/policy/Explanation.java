package dev.polder.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The parts of a condition that decided, with the values they looked at. Never with data: conditions do not see any. */
final class Explanation {
    private static final int MOST_ITEMS = 8;
    private static final int LONGEST = 80;

    private final StringBuilder parts = new StringBuilder();
    private final Set<Variable> variables = EnumSet.noneOf(Variable.class);

    /** Why a condition is what it is: {@code a == 'x' && !(b) (a is 'x', b is 'y')}. */
    static String of(Term term, Values values) {
        return of(term, term.test(values), values);
    }

    private static String of(Term term, Term.Outcome outcome, Values values) {
        Explanation explanation = new Explanation();
        term.explain(outcome, values, explanation);
        return explanation.text(values);
    }

    /**
     * Why a condition is true, for when it is: what is the same for all values is put together once.
     *
     * @param known which variables have their values already
     */
    static Function<Values, String> ofTrue(Term term, Set<Variable> known, Values values) {
        if (!term.isPlain(Term.Outcome.TRUE)) {
            return all -> of(term, Term.Outcome.TRUE, all);
        }
        Explanation explanation = new Explanation();
        term.explain(Term.Outcome.TRUE, values, explanation);
        List<Variable> open = explanation.variables.stream()
                .filter(variable -> !known.contains(variable))
                .toList();
        explanation.variables.removeAll(open);
        String start = explanation.text(values);
        if (open.isEmpty()) {
            return all -> start;
        }
        boolean some = !explanation.variables.isEmpty();
        String before = some ? start.substring(0, start.length() - 1) + ", " : start + " (";
        return all -> {
            StringBuilder text = new StringBuilder(before);
            for (int i = 0; i < open.size(); i++) {
                text.append(i == 0 ? "" : ", ")
                        .append(open.get(i).word())
                        .append(" is ")
                        .append(all.shown(open.get(i)));
            }
            return text.append(')').toString();
        };
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
        parts.append(" (");
        String separator = "";
        for (Variable variable : variables) {
            parts.append(separator).append(variable.word()).append(" is ");
            parts.append(values.shown(variable));
            separator = ", ";
        }
        return parts.append(')').toString();
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
