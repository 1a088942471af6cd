package dev.polder.query;

import dev.polder.core.access.Obligations;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.iceberg.types.Types;

/**
 * Made-up rows of a port under what a reader owes of them.
 *
 * @param owed as it was decided
 * @param expected columns and masks as {@link LeakPolicies} has them by rules of its own
 * @param filters the rows that the reader may see are those for which all are true
 */
record LeakCase(
        List<Map<String, Object>> rows,
        Obligations owed,
        Obligations expected,
        List<Predicate<Map<String, Object>>> filters) {
    static final List<Types.NestedField> COLUMNS = List.of(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "region", Types.StringType.get()),
            Types.NestedField.optional(3, "mail", Types.StringType.get()),
            Types.NestedField.optional(4, "code", Types.StringType.get()),
            Types.NestedField.optional(5, "qty", Types.IntegerType.get()),
            Types.NestedField.optional(6, "amount", Types.DecimalType.of(12, 2)),
            Types.NestedField.optional(7, "score", Types.DoubleType.get()),
            Types.NestedField.optional(8, "born", Types.DateType.get()),
            Types.NestedField.optional(9, "seen", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(10, "active", Types.BooleanType.get()),
            Types.NestedField.optional(
                    11,
                    "address",
                    Types.StructType.of(
                            Types.NestedField.optional(12, "city", Types.StringType.get()),
                            Types.NestedField.optional(13, "zip", Types.StringType.get()))),
            Types.NestedField.optional(
                    14,
                    "lines",
                    Types.ListType.ofOptional(
                            15,
                            Types.StructType.of(
                                    Types.NestedField.optional(16, "sku", Types.StringType.get()),
                                    Types.NestedField.optional(17, "price", Types.DecimalType.of(9, 2))))));

    private static final List<String> REGIONS = List.of("EU", "US", "APAC");
    private static final List<String> CODES = List.of("1", "22", "333", "4444", "x5", "seven", "", "é8ß", "9.5", "0");
    /** One condition in both languages; Java's is true only where CEL's is. */
    record Filter(String cel, Predicate<Map<String, Object>> java) {}

    static final List<Filter> FILTERS = List.of(
            new Filter("region == 'EU'", row -> "EU".equals(row.get("region"))),
            new Filter("region != 'EU'", row -> row.get("region") != null && !"EU".equals(row.get("region"))),
            new Filter(
                    "region in ['EU', 'US']", row -> List.of("EU", "US").contains(String.valueOf(row.get("region")))),
            new Filter("id * 2 < 0 || true", row -> true),
            new Filter("id > 8", row -> (Long) row.get("id") > 8),
            new Filter(
                    "qty * 3 > id",
                    row -> row.get("qty") != null && 3L * (Integer) row.get("qty") > (Long) row.get("id")),
            new Filter("!(qty < 0)", row -> row.get("qty") != null && (Integer) row.get("qty") >= 0),
            new Filter(
                    "amount <= 12.5",
                    row -> row.get("amount") != null
                            && ((BigDecimal) row.get("amount")).compareTo(new BigDecimal("12.5")) <= 0),
            new Filter("score < 2.5", row -> row.get("score") != null && (Double) row.get("score") < 2.5),
            new Filter("!(score < 2.5)", row -> row.get("score") != null && !((Double) row.get("score") < 2.5)),
            new Filter(
                    "born >= date('1990-01-01')",
                    row -> row.get("born") != null
                            && !((LocalDate) row.get("born")).isBefore(LocalDate.of(1990, 1, 1))),
            new Filter(
                    "seen < timestamp('2021-01-01T00:00:00')",
                    row -> row.get("seen") != null
                            && ((LocalDateTime) row.get("seen")).isBefore(LocalDateTime.of(2021, 1, 1, 0, 0))),
            new Filter("active", row -> Boolean.TRUE.equals(row.get("active"))),
            new Filter(
                    "active || region == 'US'",
                    row -> Boolean.TRUE.equals(row.get("active")) || "US".equals(row.get("region"))),
            new Filter(
                    "has(address.city) && address.city.startsWith('S')",
                    row -> row.get("address") instanceof Map<?, ?> address
                            && address.get("city") instanceof String city
                            && city.startsWith("S")),
            new Filter(
                    "code.matches('^[0-9]+$')",
                    row -> row.get("code") instanceof String code && code.matches("[0-9]+")),
            new Filter(
                    "size(code) == 2",
                    row -> row.get("code") instanceof String code && code.codePointCount(0, code.length()) == 2),
            new Filter(
                    "lines.exists(x, x.price > 5.0)",
                    row -> row.get("lines") instanceof List<?> lines
                            && lines.stream().anyMatch(LeakCase::isDear)),
            new Filter(
                    "lines.all(x, x.sku == 'a')",
                    row -> row.get("lines") instanceof List<?> lines
                            && lines.stream()
                                    .allMatch(line -> line instanceof Map<?, ?> it && "a".equals(it.get("sku")))),
            new Filter(
                    "mail.contains('1') || mail == null",
                    row -> row.get("mail") == null || row.get("mail").toString().contains("1")),
            new Filter("false", row -> false),
            new Filter("true", row -> true));

    private static boolean isDear(Object line) {
        return line instanceof Map<?, ?> it
                && it.get("price") instanceof BigDecimal price
                && price.compareTo(new BigDecimal("5.0")) > 0;
    }

    static List<Map<String, Object>> rows(Random random) {
        List<Map<String, Object>> rows = new ArrayList<>();
        int count = random.nextInt(10) == 0 ? 0 : 4 + random.nextInt(16);
        for (int i = 0; i < count; i++) {
            rows.add(row(i, random));
        }
        return rows;
    }

    private static Map<String, Object> row(int id, Random random) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", (long) id);
        row.put("region", maybe(random, REGIONS.get(random.nextInt(3))));
        row.put("mail", maybe(random, "secret" + id + "-" + random.nextInt(100) + "@example.org"));
        row.put("code", maybe(random, CODES.get(random.nextInt(CODES.size()))));
        row.put("qty", maybe(random, random.nextInt(20) == 0 ? Integer.MIN_VALUE : random.nextInt(60) - 20));
        row.put("amount", maybe(random, BigDecimal.valueOf(random.nextInt(500_000) - 100_000, 2)));
        row.put("score", maybe(random, random.nextInt(30) == 0 ? Double.NaN : random.nextInt(40) / 4.0 - 3));
        row.put("born", maybe(random, LocalDate.of(1950, 1, 1).plusDays(random.nextInt(25_000))));
        row.put("seen", maybe(random, LocalDateTime.of(2019, 1, 1, 0, 0).plusSeconds(random.nextInt(100_000_000))));
        row.put("active", maybe(random, random.nextBoolean()));
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("city", maybe(random, List.of("Sneek", "Utrecht", "Sloten").get(random.nextInt(3))));
        address.put("zip", maybe(random, "8" + random.nextInt(1000) + "AB"));
        row.put("address", maybe(random, address));
        List<Object> lines = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("sku", maybe(random, random.nextBoolean() ? "a" : "b1"));
            line.put("price", maybe(random, BigDecimal.valueOf(random.nextInt(2_000), 2)));
            lines.add(line);
        }
        row.put("lines", maybe(random, lines));
        return row;
    }

    private static Object maybe(Random random, Object value) {
        return random.nextInt(8) == 0 ? null : value;
    }
}
