package dev.polder.e2e;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Customer 360 computed a second time, from the files that the demo ingested: plain loops over maps, no SQL, nothing of
 * Polder. It leaves out the records that {@code broken.csv} lists, because the gate must have refused exactly these.
 */
final class CustomerOracle {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path directory;
    private final Map<String, Set<Long>> broken = new HashMap<>();

    private CustomerOracle(Path directory) {
        this.directory = directory;
    }

    /** Expected rows by customer id, each column as the text that JSON would have. */
    static Map<String, Map<String, Object>> rows(Path directory) throws IOException {
        return new CustomerOracle(directory).compute();
    }

    private record Line(
            String orderId, String customerId, String channel, BigDecimal amount, LocalDate day, boolean promoted) {}

    private static final class Channel {
        private final Set<String> orders = new HashSet<>();
        private BigDecimal revenue = BigDecimal.ZERO;
    }

    private Map<String, Map<String, Object>> compute() throws IOException {
        List<String> list = Files.readAllLines(directory.resolve("broken.csv"));
        for (String entry : list.subList(1, list.size())) {
            String[] cells = entry.split(",");
            broken.computeIfAbsent(cells[0], file -> new HashSet<>()).add(Long.valueOf(cells[1]));
        }
        Map<String, Map<String, String>> addresses = byKey("addresses.ndjson", "address_id");
        Map<String, Map<String, String>> demographics = byKey("demographics.ndjson", "demographics_id");
        Set<String> promotions = byKey("promotions.ndjson", "promotion_id").keySet();

        Map<String, Line> lines = new HashMap<>();
        for (String file : List.of("order-lines-store.ndjson", "order-lines-web.json", "order-lines-catalog.csv")) {
            for (Map<String, String> record : records(file)) {
                lines.put(
                        record.get("order_id") + "/" + record.get("sku"),
                        new Line(
                                record.get("order_id"),
                                record.get("customer_id"),
                                record.get("channel"),
                                new BigDecimal(record.get("amount")),
                                OffsetDateTime.parse(record.get("ordered_at")).toLocalDate(),
                                promotions.contains(record.get("promotion_id"))));
            }
        }
        Map<String, List<Line>> linesOf = new HashMap<>();
        lines.values().stream()
                .filter(line -> line.customerId() != null)
                .forEach(line -> linesOf.computeIfAbsent(line.customerId(), id -> new ArrayList<>())
                        .add(line));
        Map<String, List<BigDecimal>> returnsOf = new HashMap<>();
        for (String file : List.of("returns-store.ndjson", "returns-web.ndjson", "returns-catalog.ndjson")) {
            for (Map<String, String> record : records(file)) {
                Line line = lines.get(record.get("order_id") + "/" + record.get("sku"));
                if (line != null && line.customerId() != null) {
                    returnsOf
                            .computeIfAbsent(line.customerId(), id -> new ArrayList<>())
                            .add(new BigDecimal(record.get("amount")));
                }
            }
        }
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        for (Map<String, String> customer : records("customers.ndjson")) {
            String id = customer.get("customer_id");
            rows.put(
                    id,
                    row(
                            customer,
                            addresses.getOrDefault(Objects.toString(customer.get("address_id")), Map.of()),
                            demographics.getOrDefault(Objects.toString(customer.get("demographics_id")), Map.of()),
                            linesOf.getOrDefault(id, List.of()),
                            returnsOf.getOrDefault(id, List.of())));
        }
        return rows;
    }

    private static Map<String, Object> row(
            Map<String, String> customer,
            Map<String, String> address,
            Map<String, String> profile,
            List<Line> lines,
            List<BigDecimal> returns) {
        Map<String, Channel> channels = new TreeMap<>();
        BigDecimal revenue = BigDecimal.ZERO;
        long promoted = 0;
        Optional<LocalDate> last = Optional.empty();
        Set<String> orders = new TreeSet<>();
        for (Line line : lines) {
            Channel channel = channels.computeIfAbsent(line.channel(), name -> new Channel());
            channel.orders.add(line.orderId());
            channel.revenue = channel.revenue.add(line.amount());
            orders.add(line.orderId());
            revenue = revenue.add(line.amount());
            promoted += line.promoted() ? 1 : 0;
            if (last.isEmpty() || last.get().isBefore(line.day())) {
                last = Optional.of(line.day());
            }
        }
        BigDecimal returned = returns.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal value = revenue.subtract(returned);
        // The tree map is in alphabetical order, and max keeps the first of equals only if asked to.
        Optional<String> preferred = channels.entrySet().stream()
                .min(Comparator.<Map.Entry<String, Channel>>comparingInt(
                                entry -> -entry.getValue().orders.size())
                        .thenComparing(entry -> entry.getValue().revenue.negate())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);

        Map<String, Object> row = new LinkedHashMap<>();
        row.put("customer_id", customer.get("customer_id"));
        row.put("name", name(customer));
        row.put("email", customer.get("email"));
        row.put("city", address.get("city"));
        row.put("state", address.get("state"));
        row.put("country", address.get("country"));
        row.put("gender", profile.get("gender"));
        row.put("channels", List.copyOf(channels.keySet()));
        row.put("orders", (long) orders.size());
        row.put("order_lines", (long) lines.size());
        row.put("promoted_lines", promoted);
        row.put("revenue", revenue.setScale(2));
        row.put("returned_amount", returned.setScale(2));
        row.put(
                "returns_rate",
                lines.isEmpty()
                        ? null
                        : BigDecimal.valueOf(returns.size())
                                .divide(BigDecimal.valueOf(lines.size()), 4, RoundingMode.HALF_UP));
        row.put("last_purchase", last.map(LocalDate::toString).orElse(null));
        row.put("preferred_channel", preferred.orElse(null));
        row.put("lifetime_value", value.setScale(2));
        row.put("segment", segment(orders.size(), value));
        return row;
    }

    private static String name(Map<String, String> customer) {
        List<String> parts = new ArrayList<>();
        for (String part : List.of("first_name", "last_name")) {
            if (customer.get(part) != null) {
                parts.add(customer.get(part));
            }
        }
        return parts.isEmpty() ? null : String.join(" ", parts);
    }

    private static String segment(int orders, BigDecimal value) {
        if (orders == 0) {
            return "prospect";
        }
        if (orders >= 25 && value.compareTo(new BigDecimal(400_000)) >= 0) {
            return "champion";
        }
        return orders >= 20 ? "loyal" : orders >= 15 ? "regular" : "occasional";
    }

    private Map<String, Map<String, String>> byKey(String file, String key) throws IOException {
        Map<String, Map<String, String>> byKey = new HashMap<>();
        for (Map<String, String> record : records(file)) {
            byKey.put(record.get(key), record);
        }
        return byKey;
    }

    /** The records that are not broken; absent and empty values are absent. */
    private List<Map<String, String>> records(String file) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(file));
        List<Map<String, String>> records = new ArrayList<>();
        Set<Long> refused = broken.getOrDefault(file, Set.of());
        boolean csv = file.endsWith(".csv");
        String[] header = csv ? lines.get(0).split(",") : new String[0];
        // A CSV file starts with its header, a JSON array with its bracket.
        int first = file.endsWith(".ndjson") ? 0 : 1;
        int end = file.endsWith(".json") ? lines.size() - 1 : lines.size();
        for (int i = first; i < end; i++) {
            if (!refused.contains((long) i - first + 1)) {
                records.add(csv ? fromCsv(header, lines.get(i)) : fromJson(lines.get(i)));
            }
        }
        return records;
    }

    private static Map<String, String> fromCsv(String[] header, String line) {
        String[] cells = line.split(",", -1);
        Map<String, String> record = new HashMap<>();
        for (int i = 0; i < header.length; i++) {
            if (!cells[i].isEmpty()) {
                record.put(header[i], cells[i]);
            }
        }
        return record;
    }

    private static Map<String, String> fromJson(String line) {
        Map<String, String> record = new HashMap<>();
        for (Map.Entry<String, JsonNode> field :
                JSON.readTree(line.replaceAll(",$", "")).properties()) {
            record.put(
                    field.getKey(), field.getValue().asString(field.getValue().toString()));
        }
        return record;
    }
}
