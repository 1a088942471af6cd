package dev.polder.query;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A name of the form {@code domain.product.port}, folded to lower case. */
record TableName(String domain, String product, String port) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /** Nothing when the parts cannot be such a name. Only ASCII folds: a Kelvin sign is not a k. */
    static Optional<TableName> of(List<String> path) {
        if (path.size() != 3
                || !path.stream().allMatch(part -> WORD.matcher(part).matches())) {
            return Optional.empty();
        }
        return Optional.of(new TableName(fold(path.get(0)), fold(path.get(1)), fold(path.get(2))));
    }

    static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    private static String fold(String part) {
        return part.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return domain + "." + product + "." + port;
    }
}
