package dev.polder.core.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * ODCS {@code logicalTypeOptions}, all types in one record; what a type does not have is empty.
 *
 * <p>Bounds are texts because their meaning follows from the type: a number as written, or a date, timestamp or time in
 * ISO-8601 or in {@link #format()}. {@code ContractParser} has checked that they can be read.
 *
 * @param required for objects: names of members that must be there (besides those that are required themselves)
 */
public record LogicalTypeOptions(
        OptionalInt minLength,
        OptionalInt maxLength,
        Optional<String> pattern,
        Optional<String> format,
        Optional<String> minimum,
        Optional<String> maximum,
        Optional<String> exclusiveMinimum,
        Optional<String> exclusiveMaximum,
        Optional<BigDecimal> multipleOf,
        Optional<Boolean> timezone,
        Optional<String> defaultTimezone,
        OptionalInt minItems,
        OptionalInt maxItems,
        boolean uniqueItems,
        OptionalInt minProperties,
        OptionalInt maxProperties,
        List<String> required) {
    public static final LogicalTypeOptions NONE = new LogicalTypeOptions(
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of());

    static LogicalTypeOptions between(String minimum, String maximum) {
        return new LogicalTypeOptions(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(minimum),
                Optional.of(maximum),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of());
    }

    public LogicalTypeOptions {
        required = List.copyOf(required);
        Objects.requireNonNull(pattern);
    }
}
