package dev.polder.gate.fast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dates and times in a pattern of {@code java.time}, as far as it is made of numbers, an offset at its end and literals: {@code
 * dd.MM.yyyy}, {@code yyyyMMdd'T'HHmmss}, {@code d/M/uuuu}.
 */
public final class TemplateStep extends TemporalStep {
    /** What a pattern is for. */
    public enum Kind {
        DATE,
        TIMESTAMP,
        TIME
    }

    /** In the order of {@link #parts}. */
    private static final String LETTERS = "uMdHmsS";

    private static final int YEAR = 0;
    private static final int MONTH = 1;
    private static final int DAY = 2;
    private static final int HOUR = 3;
    private static final int MINUTE = 4;
    private static final int SECOND = 5;
    private static final int FRACTION = 6;

    /** A literal byte, or a number with its letter. */
    private record Token(int part, int least, int most, byte literal) {}

    private final Token[] tokens;
    private final Kind kind;
    private final int fractionUnit;
    private final boolean offset;
    private final ZoneOffsets zone;

    private TemplateStep(List<Token> tokens, Kind kind, boolean offset, TemporalRule rule, ZoneOffsets zone) {
        super(rule);
        this.tokens = tokens.toArray(Token[]::new);
        this.kind = kind;
        this.offset = offset;
        this.zone = zone;
        int digits = tokens.stream()
                .filter(token -> token.part == FRACTION)
                .mapToInt(Token::most)
                .sum();
        this.fractionUnit = (int) Words.power(6 - Math.min(6, digits));
    }

    /**
     * @param zone where a text without offset stands; empty when no offset may be there
     * @return empty for patterns that hold anything else
     */
    public static Optional<Step> of(String pattern, Kind kind, TemporalRule rule, Optional<ZoneOffsets> zone) {
        List<Token> tokens = new ArrayList<>();
        boolean offset = pattern.endsWith("XXX") && !pattern.endsWith("XXXX") && zone.isPresent();
        String rest = offset ? pattern.substring(0, pattern.length() - 3) : pattern;
        int parts = 0;
        for (int i = 0; i < rest.length(); ) {
            char c = rest.charAt(i) == 'y' ? 'u' : rest.charAt(i);
            int length = 1;
            while (i + length < rest.length() && rest.charAt(i + length) == rest.charAt(i)) {
                length++;
            }
            int part = LETTERS.indexOf(c);
            if (part >= 0) {
                if ((parts & 1 << part) != 0 || !isNumber(part, length)) {
                    return Optional.empty();
                }
                parts |= 1 << part;
                boolean free = length == 1 && part != FRACTION;
                if (free && i + 1 < rest.length() && LETTERS.indexOf(rest.charAt(i + 1)) >= 0) {
                    return Optional.empty();
                }
                tokens.add(new Token(part, length, free ? 2 : length, (byte) 0));
                i += length;
            } else if (c == '\'') {
                int end = rest.indexOf('\'', i + 1);
                if (end <= i + 1 || end + 1 < rest.length() && rest.charAt(end + 1) == '\'') {
                    return Optional.empty();
                }
                for (int j = i + 1; j < end; j++) {
                    if (!isLiteral(rest.charAt(j)) && !isLetter(rest.charAt(j))) {
                        return Optional.empty();
                    }
                    tokens.add(new Token(-1, 1, 1, (byte) rest.charAt(j)));
                }
                i = end + 1;
            } else if (isLiteral(c)) {
                tokens.add(new Token(-1, 1, 1, (byte) c));
                i++;
            } else {
                return Optional.empty();
            }
        }
        return isWhole(parts, kind) && (!offset || kind == Kind.TIMESTAMP)
                ? Optional.of(new TemplateStep(tokens, kind, offset, rule, zone.orElse(null)))
                : Optional.empty();
    }

    private static boolean isNumber(int part, int length) {
        return switch (part) {
            case YEAR -> length == 4;
            case FRACTION -> length <= 6;
            default -> length <= 2;
        };
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isLiteral(char c) {
        return c == '-' || c == '/' || c == '.' || c == ':' || c == ' ' || c == ',' || c == '_';
    }

    /** Whether there is a whole date, and of the time no smaller part without the larger ones. */
    private static boolean isWhole(int parts, Kind kind) {
        int date = parts & 0b111;
        int time = parts >> HOUR;
        boolean nested = time == 0 || time == 1 || time == 0b11 || time == 0b111 || time == 0b1111;
        return nested
                && switch (kind) {
                    case DATE -> date == 0b111 && time == 0;
                    case TIMESTAMP -> date == 0b111;
                    case TIME -> date == 0 && time != 0;
                };
    }

    @Override
    int read(Scan scan, byte[] in, int from) {
        int at = from;
        int year = 0;
        int month = 0;
        int day = 0;
        int hour = 0;
        int minute = 0;
        int second = 0;
        int fraction = 0;
        for (Token token : tokens) {
            if (token.part < 0) {
                if (in[at++] != token.literal) {
                    return GIVE_UP;
                }
                continue;
            }
            int number = 0;
            int digits = 0;
            for (int digit = in[at] - '0'; digits < token.most && digit >= 0 && digit <= 9; digit = in[at] - '0') {
                number = number * 10 + digit;
                digits++;
                at++;
            }
            if (digits < token.least) {
                return GIVE_UP;
            }
            switch (token.part) {
                case YEAR -> year = number;
                case MONTH -> month = number;
                case DAY -> day = number;
                case HOUR -> hour = number;
                case MINUTE -> minute = number;
                case SECOND -> second = number;
                default -> fraction = number;
            }
        }
        int days = kind == Kind.TIME ? 0 : Dates.day(year, month, day);
        int seconds = Dates.seconds(hour, minute, second);
        if (days == Dates.NONE || seconds == Dates.NONE) {
            return GIVE_UP;
        }
        if (kind == Kind.DATE) {
            scan.mantissa = days;
            return at;
        }
        scan.mantissa = (days * Dates.SECONDS + seconds) * 1_000_000 + (long) fraction * fractionUnit;
        if (kind == Kind.TIME || zone == null) {
            return at;
        }
        if (offset) {
            return in[at] == 'Z' || in[at + 3] == ':' ? TimestampStep.offset(scan, in, at, zone) : GIVE_UP;
        }
        // An offset behind a pattern without one is too much.
        return TimestampStep.local(scan, at, zone);
    }
}
