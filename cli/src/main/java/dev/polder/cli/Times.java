package dev.polder.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Stack;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Times in arguments. A span is {@code 500ms}, {@code 90s}, {@code 30m}, {@code 12h}, {@code 90d} or ISO-8601 ({@code PT2M}); a moment
 * is a span from now, a day of UTC, or a time in ISO-8601. As an end, a day is still part of it.
 */
public final class Times {
    /** What the end of something that lies ahead can be written as. */
    public static final String AHEAD = "12h, 90d, 2027-03-31 (that day in UTC included) or 2027-03-31T18:00:00Z";

    /** What a time that has been can be written as. */
    public static final String BEHIND = "6h, 7d, 2026-01-31 or 2026-01-31T10:00:00Z";

    private static final Pattern SPAN = Pattern.compile("(\\d{1,8})(ms|s|m|h|d)");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private Times() {}

    private static Optional<Duration> span(String text) {
        String word = text.strip();
        Matcher matcher = SPAN.matcher(word.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return Optional.of(
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return Optional.of(Duration.parse(word)).filter(span -> !span.isNegative());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** @param daysAfter 1 where a day is still part of what ends */
    private static Instant moment(String text, int daysAfter, String forms) {
        String word = text.strip();
        try {
            return DAY.matcher(word).matches()
                    ? LocalDate.parse(word)
                            .plusDays(daysAfter)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(word).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is no time; write it as " + forms);
        }
    }

    /** From when on: a span ago, the beginning of a day, or a time. */
    public static final class Since implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            return span(text).map(Instant.now()::minus).orElseGet(() -> moment(text, 0, BEHIND));
        }
    }

    /** Up to when, of what has been: a span ago, the end of a day, or a time. */
    public static final class Before implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            return span(text).map(Instant.now()::minus).orElseGet(() -> moment(text, 1, BEHIND));
        }
    }

    /** Up to when, of what lies ahead: a span from now, the end of a day, or a time. */
    public static final class Until implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            return span(text).map(Instant.now()::plus).orElseGet(() -> moment(text, 1, AHEAD));
        }
    }

    /** How long: a span, or a number of seconds. */
    public static final class Span implements ITypeConverter<Duration>, IParameterConsumer {
        private static final Pattern SECONDS = Pattern.compile("\\d{1,8}");

        /** Takes the next word only if it is a span, so that {@code apply --wait DIR} means what it says. */
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
            boolean given = !words.isEmpty() && read(words.peek()).isPresent();
            argument.setValue(convert(given ? words.pop() : ((OptionSpec) argument).fallbackValue()));
        }

        @Override
        public Duration convert(String text) {
            return read(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no span of time; write it as 90s, 2m, 12h, 90d or PT2M"));
        }

        private static Optional<Duration> read(String text) {
            String word = text.strip();
            return SECONDS.matcher(word).matches() ? Optional.of(Duration.ofSeconds(Long.parseLong(word))) : span(word);
        }
    }
}
