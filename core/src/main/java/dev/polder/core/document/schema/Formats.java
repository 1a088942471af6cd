package dev.polder.core.document.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** The formats that the standards' schemas name. */
final class Formats {
    private Formats() {}

    static boolean matches(String format, String text) {
        try {
            switch (format) {
                case "date" -> LocalDate.parse(text);
                case "date-time" -> OffsetDateTime.parse(text);
                case "uri" -> {
                    return new URI(text).isAbsolute();
                }
                default -> throw new IllegalArgumentException("unknown JSON Schema format " + format);
            }
            return true;
        } catch (DateTimeException | URISyntaxException other) {
            return false;
        }
    }

    static String name(String format) {
        return switch (format) {
            case "date" -> "date";
            case "date-time" -> "timestamp with time zone";
            default -> "absolute URI";
        };
    }

    static String example(String format) {
        return switch (format) {
            case "date" -> "2026-11-22";
            case "date-time" -> "2026-11-22T10:00:00Z";
            default -> "https://example.org/orders";
        };
    }
}
