package dev.polder.cli.ingest;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Locale;
import java.util.Optional;

/** How a file holds its records. */
enum RecordFormat {
    /** One JSON object per line. */
    LINES("application/x-ndjson"),
    /** One JSON array of objects. */
    ARRAY("application/x-ndjson"),
    /** JSON objects one after the other, each over several lines. */
    VALUES("application/x-ndjson"),
    /** RFC 4180 with a header line. */
    CSV("text/csv");

    private final String mediaType;

    RecordFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** What its chunks are when they are sent: elements of an array are sent as lines, so that each is judged for itself. */
    String mediaType() {
        return mediaType;
    }

    /**
     * The format of a file.
     *
     * @param word what the user said: {@code csv}, {@code ndjson}, {@code json}
     * @param name the file's name
     * @param start the first bytes, without a byte order mark
     */
    static RecordFormat detect(Optional<String> word, String name, byte[] start) {
        String kind = word.orElseGet(() -> extension(name));
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "csv" -> CSV;
            case "ndjson", "jsonl" -> LINES;
            case "json" -> json(start);
            default -> {
                if (word.isPresent()) {
                    throw new PolderException(
                            Code.USAGE, "'" + kind + "' is no format of records", "Choose csv, ndjson or json");
                }
                yield byContent(name, start);
            }
        };
    }

    private static String extension(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    private static RecordFormat byContent(String name, byte[] start) {
        int first = firstByte(start);
        if (first == '[' || first == '{') {
            return json(start);
        }
        boolean text = true;
        boolean comma = false;
        for (byte value : start) {
            text &= value != 0;
            if (value == '\n') {
                break;
            }
            comma |= value == ',';
        }
        if (text && (comma || start.length == 0)) {
            return CSV;
        }
        throw new PolderException(
                Code.USAGE,
                name + " is neither CSV nor JSON, as far as its beginning shows",
                "Say what it is: --format csv, ndjson or json");
    }

    private static RecordFormat json(byte[] start) {
        if (firstByte(start) == '[') {
            return ARRAY;
        }
        return firstLineIsWhole(start) ? LINES : VALUES;
    }

    /** Whether every bracket that the first line opens is closed on it. */
    private static boolean firstLineIsWhole(byte[] start) {
        JsonNesting nesting = new JsonNesting();
        boolean begun = false;
        for (byte value : start) {
            if (value == '\n' && begun) {
                return nesting.depth() <= 0;
            }
            begun |= value > ' ';
            nesting.next(value);
        }
        return true;
    }

    private static int firstByte(byte[] start) {
        for (byte value : start) {
            if (value != ' ' && value != '\n' && value != '\r' && value != '\t') {
                return value;
            }
        }
        return -1;
    }
}
