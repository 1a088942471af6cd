package dev.polder.cli.render;

/** Moments of the API, in ISO-8601, as a person reads them. */
public final class Moments {
    private Moments() {}

    /** {@code 2026-11-23T04:13:09Z}. */
    public static String toSecond(String moment) {
        return moment.replaceFirst("\\.\\d+Z$", "Z");
    }

    /** {@code 2026-11-23 04:13}. */
    public static String toMinute(String moment) {
        return moment.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d).*$", "$1 $2");
    }
}
