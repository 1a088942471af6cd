package dev.polder.core.document.schema;

import dev.polder.core.document.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A compiled JSON schema: keywords that each look at the same value. Immutable after compilation, so it may be used by several
 * threads.
 */
final class Schema {
    /** Filled after construction, because schemas refer to each other in circles. */
    private List<Keyword> keywords = List.of();

    /** One keyword of a schema with its parameters. */
    @FunctionalInterface
    interface Keyword {
        /**
         * @param what the value's name at the beginning of a sentence
         * @param outcome where the keyword writes what it finds
         */
        void judge(Node value, String what, Outcome outcome, Run run);
    }

    /**
     * One pass over one document. It remembers what a shared definition said about a value: conditions lead to the same value on
     * several ways, and without memory each level of nesting would multiply them.
     */
    static final class Run {
        private final Map<Pair, Outcome> outcomes = new HashMap<>();
        private int guesses;

        /** Whether a guess at what was meant is still worth its time: beyond the reported findings it is not. */
        boolean mayGuess() {
            return guesses++ < Outcome.MAX_FINDINGS;
        }

        Outcome shared(Schema schema, Node value, String what) {
            Pair pair = new Pair(schema, value);
            Outcome known = outcomes.get(pair);
            if (known == null) {
                known = schema.judge(value, what, this);
                outcomes.put(pair, known);
            }
            return known;
        }
    }

    /** Equal only for the same schema and the same node, not for nodes of equal content. */
    private record Pair(Schema schema, Node value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Pair pair && pair.schema == schema && pair.value == value;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(schema) + System.identityHashCode(value);
        }
    }

    void keywords(List<Keyword> keywords) {
        this.keywords = List.copyOf(keywords);
    }

    Outcome judge(Node value, String what, Run run) {
        Outcome outcome = new Outcome();
        for (Keyword keyword : keywords) {
            keyword.judge(value, what, outcome, run);
        }
        return outcome;
    }
}
