package dev.polder.bench.gate;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/**
 * The orders' contract written by hand over Jackson's streaming parser, as an engineer would who has an afternoon for it: one pass,
 * names by {@code nextNameMatch}, no regular expressions, no strings, no {@code BigDecimal}. It only judges; it writes no Avro.
 */
final class JacksonOrderCheck implements OrderCheck {
    private static final int ORDER_ID = 0;
    private static final int CUSTOMER_ID = 1;
    private static final int ORDERED_AT = 2;
    private static final int STATUS = 3;
    private static final int CURRENCY = 4;
    private static final int TOTAL = 5;
    private static final int PAID = 6;
    private static final int COUPON = 7;
    private static final int SHIP_TO = 8;
    private static final int LINES = 9;
    /** All but the coupon. */
    private static final int REQUIRED = 0b11_0111_1111;

    private static final long MOST_TOTAL = 100_000_000;
    private static final long MOST_PRICE = 999_999_999;

    private final JsonFactory factory = new JsonFactory();
    private final PropertyNameMatcher order = matcher(
            "order_id",
            "customer_id",
            "ordered_at",
            "status",
            "currency",
            "total",
            "paid",
            "coupon",
            "ship_to",
            "lines");
    private final PropertyNameMatcher shipTo = matcher("city", "country");
    private final PropertyNameMatcher line = matcher("sku", "quantity", "price");

    private PropertyNameMatcher matcher(String... names) {
        List<Named> named = Stream.of(names).map(Named::fromString).toList();
        return factory.constructNameMatcher(named, false);
    }

    @Override
    public boolean accepts(byte[] bytes, int from, int to) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            return parser.nextToken() == JsonToken.START_OBJECT && order(parser) && parser.nextToken() == null;
        } catch (JacksonException notJson) {
            return false;
        }
    }

    private boolean order(JsonParser parser) {
        int seen = 0;
        while (true) {
            int field = parser.nextNameMatch(order);
            if (field < 0) {
                return field == PropertyNameMatcher.MATCH_END_OBJECT && (seen & REQUIRED) == REQUIRED;
            }
            if ((seen & 1 << field) != 0) {
                return false;
            }
            seen |= 1 << field;
            JsonToken token = parser.nextToken();
            boolean good = switch (field) {
                case ORDER_ID -> token == JsonToken.VALUE_STRING && isOrderId(parser);
                case CUSTOMER_ID -> isInteger(parser, token, 1, 99_999_999);
                case ORDERED_AT -> token == JsonToken.VALUE_STRING && isTimestamp(parser);
                case STATUS -> token == JsonToken.VALUE_STRING && isStatus(parser);
                case CURRENCY -> token == JsonToken.VALUE_STRING && isCurrency(parser);
                case TOTAL -> isCents(parser, token, MOST_TOTAL);
                case PAID -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
                case COUPON -> token == JsonToken.VALUE_NULL || token == JsonToken.VALUE_STRING && isCoupon(parser);
                case SHIP_TO -> token == JsonToken.START_OBJECT && shipTo(parser);
                case LINES -> token == JsonToken.START_ARRAY && lines(parser);
                default -> false;
            };
            if (!good) {
                return false;
            }
        }
    }

    private boolean shipTo(JsonParser parser) {
        int seen = 0;
        while (true) {
            int field = parser.nextNameMatch(shipTo);
            if (field < 0) {
                return field == PropertyNameMatcher.MATCH_END_OBJECT && seen == 0b11;
            }
            if ((seen & 1 << field) != 0 || parser.nextToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            seen |= 1 << field;
            if (field == 0 && !hasLength(parser, 1, 40)) {
                return false;
            }
        }
    }

    private boolean lines(JsonParser parser) {
        int count = 0;
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            count++;
            if (count > 20 || !line(parser)) {
                return false;
            }
        }
        return parser.currentToken() == JsonToken.END_ARRAY && count > 0;
    }

    private boolean line(JsonParser parser) {
        int seen = 0;
        while (true) {
            int field = parser.nextNameMatch(line);
            if (field < 0) {
                return field == PropertyNameMatcher.MATCH_END_OBJECT && seen == 0b111;
            }
            if ((seen & 1 << field) != 0) {
                return false;
            }
            seen |= 1 << field;
            JsonToken token = parser.nextToken();
            boolean good = switch (field) {
                case 0 -> token == JsonToken.VALUE_STRING && isSku(parser);
                case 1 -> isInteger(parser, token, 1, 1_000);
                default -> isCents(parser, token, MOST_PRICE);
            };
            if (!good) {
                return false;
            }
        }
    }

    private static boolean isOrderId(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int at = parser.getStringOffset();
        return parser.getStringLength() == 12
                && text[at] == 'O'
                && text[at + 1] == 'R'
                && text[at + 2] == 'D'
                && text[at + 3] == '-'
                && areDigits(text, at + 4, at + 12);
    }

    private static boolean isSku(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int at = parser.getStringOffset();
        return parser.getStringLength() == 10
                && text[at] == 'S'
                && text[at + 1] == 'K'
                && text[at + 2] == 'U'
                && text[at + 3] == '-'
                && areDigits(text, at + 4, at + 10);
    }

    private static boolean isCurrency(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int at = parser.getStringOffset();
        return parser.getStringLength() == 3
                && isCapital(text[at])
                && isCapital(text[at + 1])
                && isCapital(text[at + 2]);
    }

    private static boolean isCoupon(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int length = parser.getStringLength();
        if (length < 4 || length > 12) {
            return false;
        }
        int at = parser.getStringOffset();
        for (int i = at; i < at + length; i++) {
            if (!isCapital(text[i]) && !isDigit(text[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStatus(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int at = parser.getStringOffset();
        int length = parser.getStringLength();
        return is("new", text, at, length)
                || is("paid", text, at, length)
                || is("sent", text, at, length)
                || is("back", text, at, length)
                || is("done", text, at, length);
    }

    private static boolean is(String word, char[] text, int at, int length) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (word.charAt(i) != text[at + i]) {
                return false;
            }
        }
        return true;
    }

    /** In code points, as the contract counts. */
    private static boolean hasLength(JsonParser parser, int least, int most) {
        int units = parser.getStringLength();
        if (units <= most && units >= 2 * least) {
            return true;
        }
        int points = Character.codePointCount(parser.getStringCharacters(), parser.getStringOffset(), units);
        return points >= least && points <= most;
    }

    private static boolean isInteger(JsonParser parser, JsonToken token, long least, long most) {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            if (parser.getNumberType() != JsonParser.NumberType.INT) {
                return false;
            }
            int value = parser.getIntValue();
            return value >= least && value <= most;
        }
        // 5.0 and 50e-1 are integers too; rare enough for the slow way.
        return token == JsonToken.VALUE_NUMBER_FLOAT && isExact(parser, 0, least, most);
    }

    /** A number that is not negative, of at most two digits behind the point. */
    private static boolean isCents(JsonParser parser, JsonToken token, long most) {
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            return false;
        }
        char[] text = parser.getStringCharacters();
        int at = parser.getStringOffset();
        int end = at + parser.getStringLength();
        long cents = 0;
        int behind = -1;
        for (int i = at; i < end; i++) {
            char c = text[i];
            if (isDigit(c) && behind < 2 && i - at < 17) {
                cents = cents * 10 + (c - '0');
                behind += behind < 0 ? 0 : 1;
            } else if (c == '.' && behind < 0) {
                behind = 0;
            } else {
                return isExact(parser, 2, 0, most);
            }
        }
        for (int i = Math.max(behind, 0); i < 2; i++) {
            cents *= 10;
        }
        return cents <= most;
    }

    private static boolean isExact(JsonParser parser, int scale, long least, long most) {
        try {
            long value = parser.getDecimalValue().movePointRight(scale).longValueExact();
            return value >= least && value <= most;
        } catch (ArithmeticException tooManyDigits) {
            return false;
        }
    }

    /** {@code 2026-03-14T09:26:53Z}, with a fraction or an offset if there is one. */
    private static boolean isTimestamp(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int at = parser.getStringOffset();
        int end = at + parser.getStringLength();
        if (end - at < 20
                || !areDigits(text, at, at + 4)
                || text[at + 4] != '-'
                || text[at + 7] != '-'
                || text[at + 10] != 'T'
                || text[at + 13] != ':'
                || text[at + 16] != ':') {
            return false;
        }
        int month = two(text, at + 5);
        int day = two(text, at + 8);
        int hour = two(text, at + 11);
        int minute = two(text, at + 14);
        int second = two(text, at + 17);
        if (month < 1
                || month > 12
                || day < 1
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 59
                || day > 28 && !isDay(two(text, at) * 100 + two(text, at + 2), month, day)) {
            return false;
        }
        int next = at + 19;
        if (text[next] == '.') {
            int digits = next + 1;
            while (digits < end && isDigit(text[digits])) {
                digits++;
            }
            if (digits == next + 1 || digits > next + 7 || digits == end) {
                return false;
            }
            next = digits;
        }
        if (text[next] == 'Z') {
            return next + 1 == end;
        }
        return (text[next] == '+' || text[next] == '-')
                && next + 6 == end
                && text[next + 3] == ':'
                && isWithin(two(text, next + 1), 18)
                && isWithin(two(text, next + 4), 59);
    }

    private static boolean isWithin(int value, int most) {
        return value >= 0 && value <= most;
    }

    private static boolean isDay(int year, int month, int day) {
        try {
            LocalDate.of(year, month, day);
            return true;
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }

    /** The number of two digits; -1 if they are none. */
    private static int two(char[] text, int at) {
        return isDigit(text[at]) && isDigit(text[at + 1]) ? (text[at] - '0') * 10 + text[at + 1] - '0' : -1;
    }

    private static boolean areDigits(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
