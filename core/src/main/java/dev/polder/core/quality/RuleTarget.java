package dev.polder.core.quality;

import java.util.Set;

/**
 * What a rule is measured on.
 *
 * @param names what rules of type sql may call the table: the object's name, and that of the table behind it
 * @param numbers the columns that hold numbers, whose values are compared as such; members joined by dots
 */
public record RuleTarget(Set<String> names, Set<String> numbers) {
    public RuleTarget {
        names = Set.copyOf(names);
        numbers = Set.copyOf(numbers);
    }
}
