package dev.polder.gate;

import dev.polder.core.cel.CelTerm;
import dev.polder.core.problem.Code;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule between the members of an object. Refuses when it is false, not when it is null.
 *
 * @param expression as the contract writes it
 * @param term what it means, for whoever computes it another way
 */
record CelCheck(String name, String expression, CelTerm term, CelCompiler.Term compiled) {
    private static final int SHOWN = 200;

    /** The rules among others that refuse records. */
    static List<CelCheck> of(List<QualityRule> rules) {
        List<CelCheck> checks = new ArrayList<>();
        for (QualityRule rule : rules) {
            if (rule.isDecidedPerRecord() && rule.check() instanceof QualityRule.Cel cel) {
                CelTerm term = cel.term().orElseThrow();
                checks.add(new CelCheck(rule.name(), cel.expression(), term, CelCompiler.term(term)));
            }
        }
        return checks;
    }

    /**
     * @param carriers of the object's members, all of which are valid
     */
    boolean holds(List<?> carriers, Where where, Refusals refusals) {
        Object value;
        try {
            value = compiled.value(new CelMembers(carriers, refusals), null);
        } catch (CelMembers.TooMuch e) {
            String message = "The quality rule '" + name + "' takes too many steps for the record";
            refusals.add(Code.RECORD_LIMIT, where, "quality " + name, message);
            return false;
        }
        if (value == CelTruth.FAILED) {
            refuse(where, refusals, "cannot be computed for the record: it divides by zero or leaves what time can be");
            return false;
        }
        if (Boolean.FALSE.equals(value)) {
            refuse(where, refusals, "does not hold: " + Where.shortened(expression.strip(), SHOWN));
            return false;
        }
        return true;
    }

    private void refuse(Where where, Refusals refusals, String how) {
        refusals.add(Code.RECORD_QUALITY, where, "quality " + name, "The quality rule '" + name + "' " + how);
    }
}
