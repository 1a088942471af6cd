package dev.polder.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A condition, taken apart where {@code &&}, {@code ||} and {@code !} join its parts, with CEL's logic: false and anything is false, true
 * or anything is true, even where the other part fails. Immutable.
 */
abstract class Term {
    /** What a condition comes to. */
    enum Outcome {
        FALSE,
        TRUE,
        /** It cannot be said. */
        FAILED
    }

    /** The condition of whoever has none. */
    static final Term ALWAYS = Joined.and(List.of()).known(Set.of(), new Values());

    abstract Outcome test(Values values);

    /** What it looks at. */
    abstract Set<Variable> reads();

    /** The same condition where some variables are known for good: parts that only look at them are tested once. */
    abstract Term known(Set<Variable> variables, Values values);

    /** Adds the parts that made the condition come to what it does, which is the outcome. */
    abstract void explain(Outcome outcome, Values values, Explanation to);

    /** The same condition without the parts that were tested once, so that it cannot explain itself any more. */
    abstract Term open(Shared shared);

    /** What it came to when it was tested once; empty where it is still open. */
    Optional<Outcome> known() {
        return Optional.empty();
    }

    final boolean isKnown(Outcome outcome) {
        return known().filter(outcome::equals).isPresent();
    }

    /** What it cannot do without. */
    Optional<Key> key() {
        return Optional.empty();
    }

    /** Terms without what was tested once: those that are left alike of one condition on many ports are one object. */
    static final class Shared {
        private final Map<List<Object>, Term> terms = new ConcurrentHashMap<>();

        private Term one(List<Object> likeness, Supplier<Term> term) {
            return terms.computeIfAbsent(likeness, it -> term.get());
        }
    }

    /** A part without {@code &&}, {@code ||} and {@code !}. */
    static final class Leaf extends Term {
        /** Whether it is true. */
        interface Test {
            Outcome test(Values values);
        }

        private final String text;
        private final Set<Variable> reads;
        private final Optional<Key> key;
        private final Test test;

        Leaf(String text, Set<Variable> reads, Optional<Key> key, Test test) {
            this.text = text;
            this.reads = Set.copyOf(reads);
            this.key = key;
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
        void explain(Outcome outcome, Values values, Explanation to) {
            to.part(text, outcome == Outcome.FALSE, reads);
        }

        @Override
        Term open(Shared shared) {
            return this;
        }

        @Override
        Optional<Key> key() {
            return key;
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
        void explain(Outcome wanted, Values values, Explanation to) {
            term.explain(outcome, values, to);
        }

        @Override
        Term open(Shared shared) {
            return shared.one(List.of(outcome), () -> new Known(ALWAYS, outcome));
        }

        @Override
        Optional<Outcome> known() {
            return Optional.of(outcome);
        }
    }

    static final class Not extends Term {
        private final Term term;

        Not(Term term) {
            this.term = term;
        }

        @Override
        Outcome test(Values values) {
            return not(term.test(values));
        }

        private static Outcome not(Outcome outcome) {
            return switch (outcome) {
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
            Term less = term.known(variables, values);
            if (less == term) {
                return this;
            }
            Optional<Outcome> known = less.known();
            return known.isPresent() ? new Known(this, not(known.get())) : new Not(less);
        }

        @Override
        void explain(Outcome outcome, Values values, Explanation to) {
            // Each part says itself whether it is true or not.
            term.explain(not(outcome), values, to);
        }

        @Override
        Term open(Shared shared) {
            Term inner = term.open(shared);
            return shared.one(List.of("!", inner), () -> new Not(inner));
        }
    }

    /** {@code &&} and {@code ||}. */
    static final class Joined extends Term {
        private final Outcome decisive;
        private final Outcome otherwise;
        private final Term[] terms;
        /** Those that do not have the outcome that changes nothing for good. */
        private final Term[] open;

        private Joined(Outcome decisive, Outcome otherwise, Term[] terms) {
            this.decisive = decisive;
            this.otherwise = otherwise;
            this.terms = terms;
            List<Term> left = new ArrayList<>(terms.length);
            for (Term term : terms) {
                if (!term.isKnown(otherwise)) {
                    left.add(term);
                }
            }
            this.open = left.size() == terms.length ? terms : left.toArray(Term[]::new);
        }

        static Joined and(List<Term> terms) {
            return new Joined(Outcome.FALSE, Outcome.TRUE, terms.toArray(Term[]::new));
        }

        static Joined or(List<Term> terms) {
            return new Joined(Outcome.TRUE, Outcome.FALSE, terms.toArray(Term[]::new));
        }

        @Override
        Outcome test(Values values) {
            Outcome outcome = otherwise;
            for (Term term : open) {
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
            Set<Variable> reads = EnumSet.noneOf(Variable.class);
            for (Term term : open) {
                reads.addAll(term.reads());
            }
            return reads;
        }

        @Override
        Term known(Set<Variable> variables, Values values) {
            Term[] less = new Term[terms.length];
            boolean same = terms.length > 0;
            boolean known = true;
            for (int i = 0; i < terms.length; i++) {
                less[i] = terms[i].known(variables, values);
                if (less[i].isKnown(decisive)) {
                    return new Known(this, decisive);
                }
                same &= less[i] == terms[i];
                known &= less[i].known().isPresent();
            }
            if (same) {
                return this;
            }
            Joined joined = new Joined(decisive, otherwise, less);
            return known ? new Known(this, joined.test(values)) : joined;
        }

        @Override
        void explain(Outcome outcome, Values values, Explanation to) {
            for (Term term : terms) {
                if (outcome == otherwise || term.test(values) == outcome) {
                    term.explain(outcome, values, to);
                    if (outcome == decisive) {
                        return;
                    }
                }
            }
        }

        @Override
        Term open(Shared shared) {
            List<Term> left = new ArrayList<>(open.length);
            for (Term term : open) {
                left.add(term.open(shared));
            }
            return left.size() == 1
                    ? left.get(0)
                    : shared.one(
                            List.of(decisive, left), () -> new Joined(decisive, otherwise, left.toArray(Term[]::new)));
        }

        @Override
        Optional<Key> key() {
            return decisive == Outcome.FALSE ? ofAny() : ofAll();
        }

        /** Of {@code &&}: the best of its parts'. */
        private Optional<Key> ofAny() {
            Optional<Key> best = Optional.empty();
            for (Term term : open) {
                Optional<Key> key = term.key();
                if (key.isPresent()
                        && (best.isEmpty() || key.get().rank() < best.get().rank())) {
                    best = key;
                }
            }
            return best;
        }

        /** Of {@code ||}: what all of its parts need, if that is the same variable. */
        private Optional<Key> ofAll() {
            Optional<Key> all = Optional.empty();
            for (int i = 0; i < open.length; i++) {
                Optional<Key> key = open[i].key();
                boolean fits = key.isPresent()
                        && (i == 0 || all.get().variable() == key.get().variable());
                if (!fits) {
                    return Optional.empty();
                }
                all = i == 0 ? key : Optional.of(all.get().or(key.get()));
            }
            return all;
        }
    }
}
