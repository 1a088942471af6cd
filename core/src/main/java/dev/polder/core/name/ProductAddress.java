package dev.polder.core.name;

import java.util.Objects;

/** {@code domain.product}: where a data product stands in the mesh. */
public record ProductAddress(DomainName domain, ProductName product) implements Comparable<ProductAddress> {
    public ProductAddress {
        Objects.requireNonNull(domain);
        Objects.requireNonNull(product);
    }

    /** Reads {@code domain.product}, in kebab-case or snake_case. */
    public static ProductAddress parse(String text) {
        String[] parts = Addresses.split(text, 2, "domain.product");
        return new ProductAddress(new DomainName(parts[0]), new ProductName(parts[1]));
    }

    public PortAddress port(PortName port) {
        return new PortAddress(domain, product, port);
    }

    @Override
    public int compareTo(ProductAddress other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return domain + "." + product;
    }
}
