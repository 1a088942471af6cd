package dev.polder.core.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a port's dead letters are kept, by its contract's {@code slaProperties}: what {@code deadLetterRetention} says; else 30
 * days, or {@code retention} where that is shorter, for a refused record should not outlive an accepted one. What cannot be read
 * as a time counts as not said.
 */
public final class DeadLetterRetention {
    /** Without a word of the contract. */
    public static final Duration DEFAULT = Duration.ofDays(30);

    private static final String OWN = "deadLetterRetention";
    private static final String GENERAL = "retention";
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofDays(36_500);

    private DeadLetterRetention() {}

    /** From one hour to a hundred years. */
    public static Duration of(Contract contract) {
        return said(contract, OWN)
                .orElseGet(() -> said(contract, GENERAL)
                        .filter(general -> general.compareTo(DEFAULT) < 0)
                        .orElse(DEFAULT));
    }

    private static Optional<Duration> said(Contract contract, String property) {
        return contract.slaProperties().stream()
                .filter(candidate -> candidate.property().equalsIgnoreCase(property))
                .flatMap(candidate ->
                        duration(candidate.value(), candidate.unit().orElse("d")).stream())
                .findFirst();
    }

    /** ODCS's units, {@code d} and {@code y} in the standard's examples, and those around them. */
    private static Optional<Duration> duration(String value, String unit) {
        if (!value.strip().matches("\\d{1,9}(\\.\\d{1,6})?")) {
            return Optional.empty();
        }
        return seconds(unit)
                .map(seconds -> new BigDecimal(value.strip()).multiply(BigDecimal.valueOf(seconds)))
                .map(seconds -> seconds.setScale(0, RoundingMode.CEILING).longValue())
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds)
                .map(duration -> duration.compareTo(LEAST) < 0 ? LEAST : duration)
                .map(duration -> duration.compareTo(MOST) > 0 ? MOST : duration);
    }

    private static Optional<Long> seconds(String unit) {
        return switch (unit.strip().toLowerCase(Locale.ROOT)) {
            case "s", "second", "seconds" -> Optional.of(1L);
            case "m", "min", "minute", "minutes" -> Optional.of(60L);
            case "h", "hour", "hours" -> Optional.of(3600L);
            case "d", "day", "days" -> Optional.of(86_400L);
            case "w", "week", "weeks" -> Optional.of(7 * 86_400L);
            case "month", "months" -> Optional.of(30 * 86_400L);
            case "y", "yr", "yrs", "year", "years" -> Optional.of(365 * 86_400L);
            default -> Optional.empty();
        };
    }
}
