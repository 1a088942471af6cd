package dev.polder.core.name;

import java.util.List;
import java.util.Objects;

/**
 * One major version of an output port: what has a topic and a table of its own.
 *
 * @param major from 0 (a port whose version is 0.x) upwards
 */
public record PortId(PortAddress address, int major) implements Comparable<PortId> {
    private static final String FORM = "domain.product.port.v1";

    public PortId {
        Objects.requireNonNull(address);
        if (major < 0 || major > 999) {
            throw new IllegalArgumentException("a major version is from 0 to 999: " + major);
        }
    }

    /** Reads {@code domain.product.port.vN}, as {@link #toString()} writes it; kebab-case or snake_case. */
    public static PortId parse(String text) {
        NamedPort named = NamedPort.parse(text);
        return named.address().major(named.major().orElseThrow(() -> Addresses.malformed(text, FORM)));
    }

    /** {@code sales.orders.order_lines.v1}. */
    public String topic() {
        return address.sqlName() + ".v" + major;
    }

    /** {@code sales.orders.order_lines.v1.dead_letter}. */
    public String deadLetterTopic() {
        return topic() + ".dead_letter";
    }

    /** {@code sales.orders.order_lines.v1.inbox}: where foreign producers write. */
    public String inboxTopic() {
        return topic() + ".inbox";
    }

    /** The Iceberg namespace, two levels: {@code [sales, orders]}. */
    public List<String> namespace() {
        return List.of(address.domain().folded(), address.product().folded());
    }

    /** The Iceberg table in its namespace: {@code order_lines_v1}. */
    public String table() {
        return address.port().folded() + "_v" + major;
    }

    @Override
    public int compareTo(PortId other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(major, other.major);
    }

    /** {@code sales.orders.order-lines.v1}. */
    @Override
    public String toString() {
        return address + ".v" + major;
    }
}
