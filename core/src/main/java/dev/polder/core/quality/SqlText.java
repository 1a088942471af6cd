package dev.polder.core.quality;

import java.math.BigDecimal;
import java.util.Optional;

/** Names and literals in Spark SQL. */
final class SqlText {
    private SqlText() {}

    /** A column, or a member of one: {@code address.city} → {@code `address`.`city`}. */
    static String column(String path) {
        StringBuilder quoted = new StringBuilder();
        for (String part : path.split("\\.", -1)) {
            quoted.append(quoted.isEmpty() ? "" : ".").append(name(part));
        }
        return quoted.toString();
    }

    static String name(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** A string literal; Spark reads backslashes in it as escapes. */
    static String string(String text) {
        return "'"
                + text.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r") + "'";
    }

    /** A number literal; empty when the text is no number that Spark can hold exactly. */
    static Optional<String> number(String text) {
        if (text.length() > 60) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text.strip());
            boolean fits = number.precision() <= 38 && number.scale() >= -37 && number.scale() <= 38;
            return fits ? Optional.of(number.toPlainString()) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
