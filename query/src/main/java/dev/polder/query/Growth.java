package dev.polder.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Holds back functions that make long strings from short ones: DuckDB's memory limit does not count a single value, so that
 * {@code repeat('x', 4000000000)} would take the server's memory. One check serves one query, because calls multiply.
 */
final class Growth {
    private static final long MOST = 100_000;
    private static final Pattern WIDE = Pattern.compile("\\d{3}|\\*|\\{[^}:]*\\{");

    private long factor = 1;

    void check(String function, JsonNode arguments, String place) {
        switch (function) {
            case "repeat", "lpad", "rpad" -> length(function, argument(arguments, 1), place);
            case "printf", "format" -> pattern(function, argument(arguments, 0), place);
            default -> {}
        }
    }

    private void length(String function, JsonNode literal, String place) {
        String text = literal.path("text").asString("");
        boolean small = literal.path("kind").asString("").equals("INTEGER") && text.matches("\\d{1,6}");
        factor *= small ? Math.max(1, Long.parseLong(text)) : MOST + 1;
        if (factor > MOST) {
            throw new PolderException(
                    Code.SQL_FORBIDDEN,
                    "The length given to " + function + " is not a small number" + place,
                    "Write it as a number; all of a query multiplied may be " + MOST + " at most");
        }
    }

    private static void pattern(String function, JsonNode literal, String place) {
        if (!literal.path("kind").asString("").equals("STRING")
                || WIDE.matcher(literal.path("text").asString()).find()) {
            throw new PolderException(
                    Code.SQL_FORBIDDEN,
                    "The pattern given to " + function + " is not a plain text with small widths" + place,
                    "Write the pattern into the SQL, with widths below 100");
        }
    }

    private static JsonNode argument(JsonNode arguments, int index) {
        return arguments.path(index).path("expression").path("literal");
    }
}
