package dev.polder.core.contract;

import dev.polder.core.contract.Undecided.Judge;
import dev.polder.core.quality.QualityRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lists what a contract says and the gate cannot decide on a record, so that nobody takes it for granted. */
public final class UndecidedRules {
    /** The formats of strings that are checked; others say what a string is for. */
    private static final Set<String> CHECKED_FORMATS =
            Set.of("email", "uri", "uuid", "ipv4", "ipv6", "hostname", "byte");

    private final Set<String> measured;
    private final List<Undecided> found = new ArrayList<>();

    private UndecidedRules(SchemaObject object) {
        this.measured = Set.copyOf(ContractRules.executable(object).stream()
                .map(rule -> rule.name())
                .toList());
    }

    /** Everything of that kind, the object's own first. */
    public static List<Undecided> of(SchemaObject object) {
        UndecidedRules rules = new UndecidedRules(object);
        rules.quality("", object.quality());
        if (!object.primaryKey().isEmpty()) {
            rules.found.add(new Undecided(
                    object.position(),
                    "",
                    "primary key (" + String.join(", ", object.primaryKey()) + ") is unique",
                    Judge.PEOPLE));
        }
        object.properties().forEach(property -> rules.property(property.name(), property, true));
        return List.copyOf(rules.found);
    }

    private void property(String path, Property property, boolean top) {
        if (property.unique()) {
            found.add(new Undecided(property.position(), path, "unique", top ? Judge.TABLE : Judge.PEOPLE));
        }
        boolean text = property.type().filter(DataType.Text.class::isInstance).isPresent();
        property.options()
                .format()
                .filter(format -> text && !CHECKED_FORMATS.contains(format))
                .ifPresent(format ->
                        found.add(new Undecided(property.position(), path, "format " + format, Judge.PEOPLE)));
        quality(path, property.quality());
        property.properties().forEach(member -> property(path + "." + member.name(), member, false));
        property.items().ifPresent(items -> property(path + "[]", items, false));
    }

    private void quality(String path, List<QualityRule> rules) {
        for (QualityRule rule : rules) {
            if (!rule.isDecidedPerRecord()) {
                Judge judge = measured.contains(rule.name()) ? Judge.TABLE : Judge.PEOPLE;
                found.add(new Undecided(rule.position(), path, "quality " + rule.name(), judge));
            }
        }
    }
}
