package dev.polder.core.name;

import java.util.Objects;

/** {@code domain.product.port}: the address of an output port, the same everywhere. */
public record PortAddress(DomainName domain, ProductName product, PortName port) implements Comparable<PortAddress> {
    public PortAddress {
        Objects.requireNonNull(domain);
        Objects.requireNonNull(product);
        Objects.requireNonNull(port);
    }

    /** Reads {@code domain.product.port}, in kebab-case or snake_case. */
    public static PortAddress parse(String text) {
        String[] parts = Addresses.split(text, 3, "domain.product.port");
        return new PortAddress(new DomainName(parts[0]), new ProductName(parts[1]), new PortName(parts[2]));
    }

    public ProductAddress productAddress() {
        return new ProductAddress(domain, product);
    }

    public PortId major(int major) {
        return new PortId(this, major);
    }

    /** The name in SQL: {@code sales.orders.order_lines}. */
    public String sqlName() {
        return domain.folded() + "." + product.folded() + "." + port.folded();
    }

    @Override
    public int compareTo(PortAddress other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return domain + "." + product + "." + port;
    }
}
