package dev.polder.core.name;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port as people name it: {@code domain.product.port}, or {@code domain.product.port.v1} for that major version.
 *
 * @param major empty when the name leaves open which one
 */
public record NamedPort(PortAddress address, OptionalInt major) {
    private static final Pattern VERSIONED = Pattern.compile("(.+)\\.v(\\d{1,3})");

    public NamedPort {
        Objects.requireNonNull(address);
        Objects.requireNonNull(major);
    }

    /** Reads either form, in kebab-case or snake_case. */
    public static NamedPort parse(String text) {
        Matcher versioned = VERSIONED.matcher(text);
        return versioned.matches()
                ? new NamedPort(
                        PortAddress.parse(versioned.group(1)), OptionalInt.of(Integer.parseInt(versioned.group(2))))
                : new NamedPort(PortAddress.parse(text), OptionalInt.empty());
    }

    /** As it is read, in kebab-case. */
    @Override
    public String toString() {
        return major.isPresent() ? address.major(major.getAsInt()).toString() : address.toString();
    }
}
