package dev.polder.core.mesh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The major number of a version: {@code 1}, {@code 1.2}, {@code v1.0.0}, {@code 2.0.0-beta.1}. */
final class Majors {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,3})(?:\\.\\d{1,9}){0,2}(?:[-+][0-9A-Za-z.+-]*)?");

    private Majors() {}

    static Optional<Integer> of(String version) {
        Matcher matcher = VERSION.matcher(version.strip());
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }
}
