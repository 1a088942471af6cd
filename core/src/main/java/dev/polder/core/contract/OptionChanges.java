package dev.polder.core.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which options of a property changed; {@code timezone} is not among them, because it decides the type. */
final class OptionChanges {
    private final List<String> changed = new ArrayList<>();

    private OptionChanges() {}

    static List<String> between(LogicalTypeOptions old, LogicalTypeOptions now) {
        OptionChanges changes = new OptionChanges();
        changes.compare("minLength", old.minLength(), now.minLength());
        changes.compare("maxLength", old.maxLength(), now.maxLength());
        changes.compare("pattern", old.pattern(), now.pattern());
        changes.compare("format", old.format(), now.format());
        changes.compare("minimum", old.minimum(), now.minimum());
        changes.compare("maximum", old.maximum(), now.maximum());
        changes.compare("exclusiveMinimum", old.exclusiveMinimum(), now.exclusiveMinimum());
        changes.compare("exclusiveMaximum", old.exclusiveMaximum(), now.exclusiveMaximum());
        changes.compare("multipleOf", old.multipleOf(), now.multipleOf());
        changes.compare("defaultTimezone", old.defaultTimezone(), now.defaultTimezone());
        changes.compare("minItems", old.minItems(), now.minItems());
        changes.compare("maxItems", old.maxItems(), now.maxItems());
        changes.compare("uniqueItems", old.uniqueItems(), now.uniqueItems());
        changes.compare("minProperties", old.minProperties(), now.minProperties());
        changes.compare("maxProperties", old.maxProperties(), now.maxProperties());
        changes.compare("required", old.required(), now.required());
        return changes.changed;
    }

    private void compare(String option, Object old, Object now) {
        if (!Objects.equals(old, now)) {
            changed.add(option);
        }
    }
}
