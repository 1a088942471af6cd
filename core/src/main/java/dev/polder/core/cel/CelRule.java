package dev.polder.core.cel;

import java.util.List;
import java.util.Optional;

/**
 * A rule over one record in CEL, such as {@code ship_date >= order_date}: the fields of an object, constants, comparisons,
 * logic, arithmetic, {@code in}, {@code has}, strings, points in time, and {@code all} and {@code exists} over lists.
 *
 * <p>The language is CEL's, with these differences, all of which make rules over data exact. Numbers are compared as numbers,
 * whatever their types. Integers and decimals are exact and have no largest; only where a {@code double} takes part is the
 * arithmetic that of doubles. Terms over missing values are null, and logic is SQL's. {@code date('2024-02-29')} and {@code
 * time('08:00')} are constants of the types that CEL lacks. What a rule costs is bounded by its length: at most {@value
 * CelParser#LONGEST} characters and {@value CelParser#MOST_TERMS} terms, macros do not nest, and patterns take linear time.
 *
 * @param term the checked rule; empty when there are problems
 */
public record CelRule(Optional<CelTerm> term, List<CelProblem> problems) {
    public CelRule {
        problems = List.copyOf(problems);
    }

    /** Reads a rule over the members of an object. */
    public static CelRule read(String text, CelType.Struct object) {
        try {
            CelChecker checker = new CelChecker(object);
            Optional<CelTerm> term = checker.condition(new CelParser(text).parse());
            return new CelRule(term.filter(it -> checker.problems().isEmpty()), checker.problems());
        } catch (CelProblem.Found e) {
            return new CelRule(Optional.empty(), List.of(e.problem()));
        }
    }
}
