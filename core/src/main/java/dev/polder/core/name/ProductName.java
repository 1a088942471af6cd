package dev.polder.core.name;

/** The name of a data product: kebab-case in documents, {@link #folded() snake_case} in SQL, tables and topics. */
public record ProductName(String value) implements Comparable<ProductName> {
    public ProductName {
        Names.checked("product", value);
    }

    /** Whether a text could be such a name. */
    public static boolean isValid(String value) {
        return Names.isValid(value);
    }

    public String folded() {
        return Names.folded(value);
    }

    @Override
    public int compareTo(ProductName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
