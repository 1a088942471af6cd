package dev.polder.core.document.schema;

import dev.polder.core.problem.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one schema says about one value: the findings, and which fields of a mapping it spoke about. */
final class Outcome {
    /** More findings than anybody reads; the bound keeps hostile documents cheap. */
    static final int MAX_FINDINGS = 1_000;

    private final Set<Finding> findings = new LinkedHashSet<>(0);
    private final Set<String> evaluated = new HashSet<>(0);
    private final List<Set<String>> known = new ArrayList<>(0);
    private final Set<String> expectedTypes = new LinkedHashSet<>(0);
    private final Set<String> missing = new LinkedHashSet<>(0);
    private boolean fits = true;

    /** Whether nothing is wrong; warnings do not count. */
    boolean fits() {
        return fits;
    }

    Collection<Finding> findings() {
        return findings;
    }

    /** The types that this very value, not one below it, should have had. */
    Set<String> expectedTypes() {
        return expectedTypes;
    }

    /** The fields that this very value, not one below it, should have had. */
    Set<String> missing() {
        return missing;
    }

    /** The names of all fields that would have been welcome in this value. */
    Set<String> known() {
        Set<String> names = new TreeSet<>();
        known.forEach(names::addAll);
        return names;
    }

    boolean isEvaluated(String field) {
        return evaluated.contains(field);
    }

    void evaluate(String field) {
        evaluated.add(field);
    }

    void know(Set<String> fields) {
        known.add(fields);
    }

    void add(Finding finding) {
        fits &= !finding.isError();
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    void addWrongType(Finding finding, Collection<String> expected) {
        expectedTypes.addAll(expected);
        add(finding);
    }

    void addMissing(Finding finding, String field) {
        missing.add(field);
        add(finding);
    }

    /** Takes over what was found out about a value below this one. */
    void addBelow(Outcome below) {
        fits &= below.fits;
        if (findings.size() < MAX_FINDINGS) {
            below.findings.forEach(this::add);
        }
    }

    /** Takes over what another schema says about the same value, fields it spoke about included. */
    void addSame(Outcome same) {
        addBelow(same);
        addFields(same);
        expectedTypes.addAll(same.expectedTypes);
        missing.addAll(same.missing);
    }

    /** Takes over which fields another schema spoke about, without its findings. */
    void addFields(Outcome same) {
        evaluated.addAll(same.evaluated);
        known.addAll(same.known);
    }

    /** Takes over which fields would be welcome, without saying that they were looked at. */
    void addKnown(Outcome same) {
        known.addAll(same.known);
    }
}
