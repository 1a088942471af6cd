package dev.polder.core.contract;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which number of a semantic version is raised (semver.org 2.0). */
public enum VersionStep {
    NONE,
    PATCH,
    MINOR,
    MAJOR;

    private static final Pattern VERSION =
            Pattern.compile("v?(\\d{1,18})(?:\\.(\\d{1,18}))?(?:\\.(\\d{1,18}))?(?:[-+][0-9A-Za-z.+-]*)?");

    VersionStep max(VersionStep other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * The step from one version to the next. Missing numbers are 0; what follows a hyphen or plus does not count.
     *
     * @return {@code NONE} when they are equal; empty when one is no semantic version or the new one is lower
     */
    static Optional<VersionStep> between(String old, String now) {
        Matcher before = VERSION.matcher(old.strip());
        Matcher after = VERSION.matcher(now.strip());
        if (!before.matches() || !after.matches()) {
            return old.equals(now) ? Optional.of(NONE) : Optional.empty();
        }
        VersionStep[] steps = {MAJOR, MINOR, PATCH};
        for (int i = 1; i <= steps.length; i++) {
            int compared = number(after, i).compareTo(number(before, i));
            if (compared != 0) {
                return compared > 0 ? Optional.of(steps[i - 1]) : Optional.empty();
            }
        }
        return Optional.of(NONE);
    }

    /** The lowest version that is this step above another; empty when that is no semantic version. */
    Optional<String> after(String version) {
        Matcher matcher = VERSION.matcher(version.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigInteger major = number(matcher, 1);
        BigInteger minor = number(matcher, 2);
        BigInteger patch = number(matcher, 3);
        return Optional.of(
                switch (this) {
                    case NONE -> version.strip();
                    case PATCH -> major + "." + minor + "." + patch.add(BigInteger.ONE);
                    case MINOR -> major + "." + minor.add(BigInteger.ONE) + ".0";
                    case MAJOR -> major.add(BigInteger.ONE) + ".0.0";
                });
    }

    private static BigInteger number(Matcher matcher, int group) {
        return matcher.group(group) == null ? BigInteger.ZERO : new BigInteger(matcher.group(group));
    }
}
