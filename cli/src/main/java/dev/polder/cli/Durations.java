package dev.polder.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Stack;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 90s}, {@code 2m}, {@code 1h}, {@code 500ms}, a number of seconds, or ISO-8601 ({@code PT2M}). */
public final class Durations implements ITypeConverter<Duration>, IParameterConsumer {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");

    /** Takes the next word only if it is a duration, so that {@code apply --wait DIR} means what it says. */
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
        boolean given = !words.isEmpty() && !words.peek().isEmpty() && isDuration(words.peek());
        argument.setValue(convert(given ? words.pop() : ((OptionSpec) argument).fallbackValue()));
    }

    private static boolean isDuration(String word) {
        return SHORT.matcher(word).matches() || word.startsWith("PT");
    }

    @Override
    public Duration convert(String text) {
        Matcher matcher = SHORT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no duration; write it as 90s, 2m or PT2M");
        }
    }
}
