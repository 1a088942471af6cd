package dev.polder.bench.data;

import dev.polder.bench.data.JsonTree.Array;
import dev.polder.bench.data.JsonTree.Members;
import dev.polder.bench.data.JsonTree.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** Makes orders of 313 bytes under the contract {@code orders.odcs.yaml}; the same ones for the same seed. */
public final class Orders {
    /** The length of an order in compact JSON. */
    public static final int BYTES = 313;

    private static final List<String> STATES = List.of("new", "paid", "sent", "back", "done");
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "GBP", "SEK", "PLN");
    private static final List<String> COUNTRIES = List.of("NL", "DE", "BE", "FR", "DK");
    private static final String TOWNS = "Alkmaar Breda Culemborg Dordrecht Enkhuizen Franeker Gouda Hoorn Utrecht";

    private final Random random;

    public Orders(long seed) {
        this.random = new Random(seed);
    }

    /** Orders that keep the contract, numbered from {@code first}. */
    public static Records valid(int first, int count) {
        return written(first, count, JsonTree::compact);
    }

    /** The same orders with blanks behind colons and commas. */
    public static Records spaced(int first, int count) {
        return written(first, count, JsonTree::spaced);
    }

    /** The same orders, the members of each in an order of its own. */
    public static Records shuffled(int first, int count) {
        Random order = new Random(7);
        return written(first, count, tree -> tree.shuffled(order).compact());
    }

    /** The same orders, but one of {@code every} breaks the contract, each time another rule. */
    public static Records withInvalid(int first, int count, int every) {
        Orders orders = new Orders(1);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Members order = orders.order(first + i);
            texts.add(i % every == every / 2 ? orders.broken(order, i / every) : order.compact());
        }
        return Records.of(texts);
    }

    private static Records written(int first, int count, Function<JsonTree, String> writer) {
        Orders orders = new Orders(1);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(writer.apply(orders.order(first + i)));
        }
        return Records.of(texts);
    }

    Members order(int number) {
        int price = 1_000 + random.nextInt(9_000);
        int otherPrice = 1_000 + random.nextInt(9_000);
        int quantity = 1 + random.nextInt(9);
        int otherQuantity = 1 + random.nextInt(9);
        Members shipTo = new Members().with("city", "\"\"").with("country", quoted(any(COUNTRIES)));
        Members order = new Members()
                .with("order_id", quoted(String.format(Locale.ROOT, "ORD-%08d", number)))
                .with("customer_id", Integer.toString(10_000_000 + random.nextInt(80_000_000)))
                .with("ordered_at", quoted(timestamp()))
                .with("status", quoted(any(STATES)))
                .with("currency", quoted(any(CURRENCIES)))
                .with("total", cents((long) price * quantity + (long) otherPrice * otherQuantity))
                .with("paid", Boolean.toString(random.nextBoolean()))
                .with("coupon", random.nextInt(8) == 0 ? quoted("LAND" + (10 + random.nextInt(90))) : "null")
                .with("ship_to", shipTo)
                .with("lines", new Array(List.of(line(quantity, price), line(otherQuantity, otherPrice))));
        // The town's name makes every order as long as the others.
        int length = BYTES - order.compact().length();
        int from = random.nextInt(TOWNS.length() - length);
        shipTo.with("city", quoted(TOWNS.substring(from, from + length).replace(' ', '-')));
        return order;
    }

    private Members line(int quantity, int price) {
        return new Members()
                .with("sku", quoted("SKU-" + (100_000 + random.nextInt(900_000))))
                .with("quantity", Integer.toString(quantity))
                .with("price", cents(price));
    }

    /** Breaks one rule, which one depends on {@code kind}. */
    String broken(Members order, int kind) {
        Members shipTo = (Members) order.members().get("ship_to");
        Array lines = (Array) order.members().get("lines");
        Members line = (Members) lines.items().get(0);
        switch (kind % 22) {
            case 0 -> order.with("order_id", "\"ORD-4711\"");
            case 1 -> order.with("customer_id", "0");
            case 2 -> order.with("customer_id", "\"48151623\"");
            case 3 -> order.with("ordered_at", "\"2026-02-30T10:00:00Z\"");
            case 4 -> order.with("status", "\"lost\"");
            case 5 -> order.with("currency", "\"eur\"");
            case 6 -> order.with("total", "-0.01");
            case 7 -> order.with("total", "12.345");
            case 8 -> order.with("coupon", "\"no\"");
            case 9 -> shipTo.with("city", quoted("x".repeat(41)));
            case 10 -> order.with("lines", new Array(List.of()));
            case 11 -> line.with("sku", "\"SKU-12345x\"");
            case 12 -> line.with("quantity", "0");
            case 13 -> line.with("quantity", "1.5");
            case 14 -> line.with("price", "1.999");
            case 15 -> order.without("customer_id");
            case 16 -> order.with("colour", "\"red\"");
            case 17 -> order.with("paid", "\"yes\"");
            case 18 -> order.with("ship_to", new Scalar("null"));
            case 19 -> line.without("price");
            case 20 -> order.with("ordered_at", "\"yesterday\"");
            default -> {
                String whole = order.compact();
                return whole.substring(0, whole.length() / 2);
            }
        }
        return order.compact();
    }

    private String timestamp() {
        return String.format(
                Locale.ROOT,
                "2026-%02d-%02dT%02d:%02d:%02dZ",
                1 + random.nextInt(12),
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60));
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static String cents(long cents) {
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
