package dev.polder.core.contract;

import dev.polder.core.contract.ChangeList.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which values of an {@code enum} came and went; they are equal as values of the property's type. */
final class EnumDiff {
    private EnumDiff() {}

    static void compare(Place place, Property old, Property now, ChangeList changes) {
        Map<String, String> before = values(old);
        Map<String, String> after = values(now);
        if (before.isEmpty() || after.isEmpty()) {
            if (!after.isEmpty()) {
                changes.add(
                        ChangeCode.ENUM_ADDED,
                        place,
                        "enum",
                        "only these values are allowed now: " + list(List.copyOf(after.values())));
            } else if (!before.isEmpty()) {
                changes.add(ChangeCode.ENUM_REMOVED, place, "enum", "the values are no longer limited to a list");
            }
            return;
        }
        List<String> fresh = new ArrayList<>();
        after.forEach((value, words) -> {
            if (!before.containsKey(value)) {
                fresh.add(words);
            }
        });
        List<String> gone = new ArrayList<>();
        before.forEach((value, words) -> {
            if (!after.containsKey(value)) {
                gone.add(words);
            }
        });
        if (!gone.isEmpty()) {
            changes.add(ChangeCode.ENUM_VALUE_REMOVED, place, "enum", "no longer allowed: " + list(gone));
        }
        if (!fresh.isEmpty()) {
            changes.add(
                    ChangeCode.ENUM_VALUE_ADDED,
                    place,
                    "enum",
                    "now also allowed: " + list(fresh),
                    "Readers that treat each value of its own should learn the new ones.");
        }
    }

    private static Map<String, String> values(Property property) {
        Map<String, String> values = new LinkedHashMap<>();
        property.allowedValues().forEach(text -> values.putIfAbsent(normal(property.type(), text), text));
        return values;
    }

    private static String normal(Optional<DataType> type, String text) {
        try {
            if (type.filter(OptionsReader::isNumber).isPresent()) {
                return new BigDecimal(text).stripTrailingZeros().toString();
            }
            if (type.filter(TemporalFormat::isTemporal).isPresent()) {
                return String.valueOf(
                        TemporalFormat.of(type.get(), LogicalTypeOptions.NONE).parse(text));
            }
        } catch (RuntimeException unreadable) {
            // lint says so; here it is only the same text or another
        }
        return text;
    }

    private static String list(List<String> values) {
        int shown = 5;
        String words = String.join(", ", values.stream().limit(shown).toList());
        return values.size() > shown ? words + " and " + (values.size() - shown) + " more" : words;
    }
}
