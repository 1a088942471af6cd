package dev.polder.core.name;

/** The name of a port: kebab-case in documents, {@link #folded() snake_case} in SQL, tables and topics. */
public record PortName(String value) implements Comparable<PortName> {
    public PortName {
        Names.checked("port", value);
    }

    /** Whether a text could be such a name. */
    public static boolean isValid(String value) {
        return Names.isValid(value);
    }

    public String folded() {
        return Names.folded(value);
    }

    @Override
    public int compareTo(PortName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
