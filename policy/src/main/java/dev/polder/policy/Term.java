package dev.polder.policy;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A condition, taken apart where {@code &&}, {@code ||} and {@code !} join its parts, with CEL's logic: false and anything is false, true
 * or anything is true, even where the other part fails.
 */
abstract class Term {
    /** What a condition comes to. */
    enum Outcome {
        FALSE,
        TRUE,
        /** It cannot be said. */
        FAILED
    }

    abstract Outcome test(Values values);

    /** What it looks at. */
    abstract Set<Variable> reads();

    /** The same condition where some variables are known for good: parts that only look at them are tested once. */
    abstract Term known(Set<Variable> variables, Values values);

    /** Adds the parts that made the condition come to what it does. */
    abstract void explain(Values values, Explanation to);

    /** Of a part that was tested once: what it came to. */
    boolean isKnown(Outcome outcome) {
        return false;
    }

    /** A part without {@code &&}, {@code ||} and {@code !}. */
    static final class Leaf extends Term {
        /** Whether it is true. */
        interface Test {
            Outcome test(Values values);
        }

        private final String text;
        private final Set<Variable> reads;
        private final Test test;

        Leaf(String text, Set<Variable> reads, Test test) {
            this.text = text;
            this.reads = Set.copyOf(reads);
            this.test = test;
        }

        @Override
        Outcome test(Values values) {
            return test.test(values);
        }

        @Override
        Set<Variable> reads() {
            return reads;
        }

        @Override
        Term known(Set<Variable> variables, Values values) {
            return variables.containsAll(reads) ? new Known(this, test(values)) : this;
        }

        @Override
        void explain(Values values, Explanation to) {
            to.part(text, test(values) == Outcome.FALSE, reads, values);
        }
    }

    /** A part that was tested once. */
    private static final class Known extends Term {
        private final Term term;
        private final Outcome outcome;

        Known(Term term, Outcome outcome) {
            this.term = term;
            this.outcome = outcome;
        }

        @Override
        Outcome test(Values values) {
            return outcome;
        }

        @Override
        Set<Variable> reads() {
            return Set.of();
        }

        @Override
        Term known(Set<Variable> variables, Values values) {
            return this;
        }

        @Override
        void explain(Values values, Explanation to) {
            term.explain(values, to);
        }

        @Override
        boolean isKnown(Outcome wanted) {
            return outcome == wanted;
        }
    }

    static final class Not extends Term {
        private final Term term;

        Not(Term term) {
            this.term = term;
        }

        @Override
        Outcome test(Values values) {
            return switch (term.test(values)) {
                case TRUE -> Outcome.FALSE;
                case FALSE -> Outcome.TRUE;
                case FAILED -> Outcome.FAILED;
            };
        }

        @Override
        Set<Variable> reads() {
            return term.reads();
        }

        @Override
        Term known(Set<Variable> variables, Values values) {
            Not not = new Not(term.known(variables, values));
            for (Outcome outcome : Outcome.values()) {
                if (not.term.isKnown(outcome)) {
                    return new Known(this, not.test(values));
                }
            }
            return not;
        }

        @Override
        void explain(Values values, Explanation to) {
            // Each part says itself whether it is true or not.
            term.explain(values, to);
        }
    }

    /** {@code &&} and {@code ||}. */
    static final class Joined extends Term {
        private final Outcome decisive;
        private final Outcome otherwise;
        private final Term[] terms;
        private final Set<Variable> reads;

        private Joined(Outcome decisive, Outcome otherwise, Collection<Term> terms) {
            this.decisive = decisive;
            this.otherwise = otherwise;
            this.terms = terms.toArray(Term[]::new);
            this.reads = Set.copyOf(
                    terms.stream().flatMap(term -> term.reads().stream()).toList());
        }

        static Joined and(List<Term> terms) {
            return new Joined(Outcome.FALSE, Outcome.TRUE, terms);
        }

        static Joined or(List<Term> terms) {
            return new Joined(Outcome.TRUE, Outcome.FALSE, terms);
        }

        @Override
        Outcome test(Values values) {
            Outcome outcome = otherwise;
            for (Term term : terms) {
                Outcome one = term.test(values);
                if (one == decisive) {
                    return decisive;
                }
                if (one == Outcome.FAILED) {
                    outcome = Outcome.FAILED;
                }
            }
            return outcome;
        }

        @Override
        Set<Variable> reads() {
            return reads;
        }

        @Override
        Term known(Set<Variable> variables, Values values) {
            List<Term> less = List.of(terms).stream()
                    .map(term -> term.known(variables, values))
                    .toList();
            Joined joined = new Joined(decisive, otherwise, less);
            if (less.stream().anyMatch(term -> term.isKnown(decisive))) {
                return new Known(this, decisive);
            }
            return less.stream().allMatch(Joined::isKnownAtAll) ? new Known(this, joined.test(values)) : joined;
        }

        private static boolean isKnownAtAll(Term term) {
            return term.isKnown(Outcome.TRUE) || term.isKnown(Outcome.FALSE) || term.isKnown(Outcome.FAILED);
        }

        @Override
        void explain(Values values, Explanation to) {
            Outcome outcome = test(values);
            for (Term term : terms) {
                Outcome one = term.test(values);
                if (one == outcome) {
                    term.explain(values, to);
                    if (outcome == decisive) {
                        return;
                    }
                }
            }
        }
    }
}
