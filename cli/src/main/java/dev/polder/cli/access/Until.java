package dev.polder.cli.access;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the end of something: {@code 12h} or {@code 90d} from now, a day of UTC that is still part of it, or a time in ISO-8601. */
final class Until implements ITypeConverter<Instant> {
    static final String FORMS = "12h, 90d, 2027-03-31 (that day in UTC included) or 2027-03-31T18:00:00Z";

    private static final Pattern AHEAD = Pattern.compile("(\\d{1,6})([mhd])");

    @Override
    public Instant convert(String text) {
        String word = text.strip();
        Matcher ahead = AHEAD.matcher(word.toLowerCase(Locale.ROOT));
        if (ahead.matches()) {
            long number = Long.parseLong(ahead.group(1));
            return Instant.now()
                    .plus(
                            switch (ahead.group(2)) {
                                case "m" -> Duration.ofMinutes(number);
                                case "h" -> Duration.ofHours(number);
                                default -> Duration.ofDays(number);
                            });
        }
        try {
            return word.length() == 10
                    ? LocalDate.parse(word)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(word).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is no time; write it as " + FORMS);
        }
    }
}
