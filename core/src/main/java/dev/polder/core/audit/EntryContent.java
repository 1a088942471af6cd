package dev.polder.core.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an entry says, as the bytes that its hash covers; {@code docs/reference/audit.md} gives the format for everybody.
 *
 * @param micros when it happened, in microseconds since 1970
 * @param fields principal, action, target, outcome and details, in this order: each its length in bytes (32 bits, the highest byte
 *     first) and UTF-8. A target that is not there has the length -1. Details are a JSON object of strings in the canonical form of
 *     RFC 8785
 */
public record EntryContent(long micros, byte[] fields) {
    /** Longer texts are cut, so that nobody fills the audit with one request. */
    static final int LONGEST_NAME = 1000;

    static final int LONGEST_DETAIL = 4000;
    static final int MOST_DETAILS = 64;

    private static final String MORE = "…";

    /** What is kept of an event: no part of a microsecond, no character 0, and nothing too long. */
    public static EntryContent of(AuditEvent event) {
        byte[][] texts = {
            utf8(shortened(event.principal(), LONGEST_NAME)),
            utf8(shortened(event.action(), LONGEST_NAME)),
            event.target().map(target -> utf8(shortened(target, LONGEST_NAME))).orElse(null),
            utf8(event.outcome().name()),
            utf8(CanonicalJson.of(fewer(event.details())))
        };
        int length = 0;
        for (byte[] text : texts) {
            length += Integer.BYTES + (text == null ? 0 : text.length);
        }
        ByteBuffer fields = ByteBuffer.allocate(length);
        for (byte[] text : texts) {
            if (text == null) {
                fields.putInt(-1);
            } else {
                fields.putInt(text.length).put(text);
            }
        }
        return new EntryContent(
                Math.addExact(
                        Math.multiplyExact(event.at().getEpochSecond(), 1_000_000L),
                        event.at().getNano() / 1000),
                fields.array());
    }

    /**
     * The same of an event that is said to be an entry's; empty when something of it would not be kept as it is, so that it is none's.
     */
    public static Optional<EntryContent> exactly(AuditEvent event) {
        boolean same = event.at().getNano() % 1000 == 0
                && isKept(event.principal(), LONGEST_NAME)
                && isKept(event.action(), LONGEST_NAME)
                && event.target()
                        .filter(target -> !isKept(target, LONGEST_NAME))
                        .isEmpty()
                && event.details().size() <= MOST_DETAILS
                && event.details().entrySet().stream()
                        .allMatch(detail ->
                                isKept(detail.getKey(), LONGEST_NAME) && isKept(detail.getValue(), LONGEST_DETAIL));
        return same ? Optional.of(of(event)) : Optional.empty();
    }

    private static boolean isKept(String text, int longest) {
        return text.length() <= longest && text.indexOf('\0') < 0;
    }

    private static Map<String, String> fewer(Map<String, String> details) {
        Map<String, String> kept = new TreeMap<>();
        for (Map.Entry<String, String> detail : details.entrySet()) {
            if (kept.size() == MOST_DETAILS - 1 && details.size() > MOST_DETAILS) {
                kept.put(MORE, Integer.toString(details.size() - kept.size()));
                break;
            }
            kept.put(shortened(detail.getKey(), LONGEST_NAME), shortened(detail.getValue(), LONGEST_DETAIL));
        }
        return kept;
    }

    private static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + MORE;
    }

    /** PostgreSQL keeps no character 0. */
    private static byte[] utf8(String text) {
        return text.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
    }
}
