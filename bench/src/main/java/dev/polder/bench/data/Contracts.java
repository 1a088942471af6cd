package dev.polder.bench.data;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.ContractReading;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The contracts that are measured. */
public final class Contracts {
    private Contracts() {}

    /** Orders: twelve rules. */
    public static SchemaObject orders() {
        return read("orders.odcs.yaml", ordersDocument());
    }

    /** Orders, two fields of each encrypted. */
    public static SchemaObject encryptedOrders() {
        String document = ordersDocument();
        for (String column : new String[] {"customer_id", "currency"}) {
            document = document.replace(
                    "      - name: " + column + "\n",
                    "      - name: " + column + "\n        customProperties: [{property: encrypt, value: random}]\n");
        }
        SchemaObject orders = read("orders.odcs.yaml", document);
        if (orders.properties().stream()
                        .filter(property -> property.encryption().isPresent())
                        .count()
                != 2) {
            throw new IllegalStateException("the orders have other columns now");
        }
        return orders;
    }

    /** The orders' contract as it is written. */
    public static String ordersDocument() {
        return resource("/dev/polder/bench/mesh/domains/sales/orders/contracts/orders.odcs.yaml");
    }

    /** The contract of {@link #orders} as JSON Schema. */
    public static String ordersAsJsonSchema() {
        return resource("/dev/polder/bench/data/orders.schema.json");
    }

    /** Documents: objects and arrays in one another. */
    public static SchemaObject nested() {
        return read("nested.odcs.yaml", resource("/dev/polder/bench/data/nested.odcs.yaml"));
    }

    /** A file beside the program. */
    public static String resource(String name) {
        try (InputStream in = Contracts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SchemaObject read(String name, String source) {
        ContractReading reading =
                ContractParser.parse(YamlReader.read(name, source).root().orElseThrow(), source);
        if (!reading.findings().isEmpty()) {
            throw new IllegalStateException(reading.findings().toString());
        }
        return reading.contract().orElseThrow().schema().get(0);
    }
}
