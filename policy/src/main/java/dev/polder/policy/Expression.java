package dev.polder.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.polder.core.policy.PolicyText;
import java.util.Optional;

/**
 * An expression that was checked.
 *
 * @param term of a condition
 * @param program for the whole
 * @param cost the most that running it may cost
 */
record Expression(PolicyText text, Optional<Term> term, Program program, long cost) {
    Term condition() {
        return term.orElseThrow();
    }

    /** What a text comes to; empty when it fails. */
    Optional<String> text(Values values) {
        try {
            return Optional.of((String) program.eval(values));
        } catch (CelEvaluationException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
