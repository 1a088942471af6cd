package dev.polder.cli.demo;

import dev.polder.cli.demo.Flaw.Fields;
import dev.polder.cli.demo.RecordFile.Format;
import dev.polder.cli.demo.TpcdsRows.Row;
import io.trino.tpcds.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reshapes TPC-DS into the operational records that a shop would emit: order lines from store (NDJSON), web (a JSON array)
 * and catalog (CSV), customers, addresses, demographics, returns and promotions. Sales that TPC-DS leaves without a date,
 * an item, a quantity or a price are not emitted, so that every broken record is one that was broken on purpose.
 *
 * <p>The same scale and share give the same files.
 */
public final class RetailGenerator {
    private static final Fields ORDER_FLAWS = new Fields("ordered_at", "quantity", "sku");
    private static final Fields RETURN_FLAWS = new Fields("returned_on", "quantity", "sku");
    private static final String ORDER_LINES = "sales.orders.order-lines";
    private static final List<String> MEDIA =
            List.of("dmail", "email", "catalog", "tv", "radio", "press", "event", "demo");

    private final Path directory;
    private final double scale;
    private final double brokenShare;
    private final Map<String, String> customerIds = new HashMap<>();
    private final Map<String, String> addressIds = new HashMap<>();
    private final Map<String, String> promotionIds = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();

    private RetailGenerator(Path directory, double scale, double brokenShare) {
        this.directory = directory;
        this.scale = scale;
        this.brokenShare = brokenShare;
    }

    /**
     * Makes the files in {@code directory}, or finds them there from an earlier call with the same arguments.
     *
     * @param scale TPC-DS scale factor: 0.01 is 1,000 customers and 220,000 order lines, 1 is 100,000 and 5 million
     * @param brokenShare share of records to break, 0 to 1
     */
    public static RetailData generate(Path directory, double scale, double brokenShare) throws IOException {
        Path manifest = directory.resolve("manifest.json");
        JsonMapper json = JsonMapper.shared();
        if (Files.exists(manifest)) {
            RetailData made = json.readValue(Files.readString(manifest), RetailData.class);
            if (made.scale() == scale && made.brokenShare() == brokenShare) {
                return made;
            }
        }
        Files.createDirectories(directory);
        Files.deleteIfExists(manifest);
        List<RecordFile> files = new RetailGenerator(directory, scale, brokenShare).files();

        List<String> broken = new ArrayList<>(List.of("file,record,flaw"));
        files.stream()
                .flatMap(file -> file.broken().stream())
                .forEach(one -> broken.add(one.file() + "," + one.record() + "," + one.flaw()));
        Files.write(directory.resolve("broken.csv"), broken);
        RetailData data = new RetailData(
                scale,
                brokenShare,
                files.stream()
                        .map(file -> new RetailData.File(
                                file.name(),
                                file.port(),
                                file.records(),
                                file.broken().size()))
                        .toList());
        // The manifest comes last and at once: where it is, the files are whole.
        Path draft = directory.resolve("manifest.json.new");
        Files.writeString(draft, json.writerWithDefaultPrettyPrinter().writeValueAsString(data));
        Files.move(draft, manifest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return data;
    }

    private List<RecordFile> files() throws IOException {
        List<RecordFile> files = new ArrayList<>();
        files.add(addresses());
        files.add(promotions());
        files.addAll(customersAndDemographics());
        rows(Table.REASON)
                .forEach(row -> row.text("r_reason_desc")
                        .ifPresent(reason -> reasons.put(row.text("r_reason_sk").orElseThrow(), reason)));
        CompletableFuture<List<RecordFile>> store =
                CompletableFuture.supplyAsync(() -> sales(Channel.STORE, Format.NDJSON));
        CompletableFuture<List<RecordFile>> catalog =
                CompletableFuture.supplyAsync(() -> sales(Channel.CATALOG, Format.CSV));
        files.addAll(sales(Channel.WEB, Format.JSON_ARRAY));
        files.addAll(store.join());
        files.addAll(catalog.join());
        return files;
    }

    private TpcdsRows rows(Table table) {
        return new TpcdsRows(table, scale);
    }

    private RecordFile addresses() throws IOException {
        Fields flaws = new Fields("address_id", "street", "postal_code");
        try (RecordFile file = file("addresses", "customers.profiles.addresses", Format.NDJSON, flaws, 0)) {
            rows(Table.CUSTOMER_ADDRESS).forEach(row -> {
                String id = row.text("ca_address_id").orElseThrow();
                addressIds.put(row.text("ca_address_sk").orElseThrow(), id);
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("address_id", id);
                values.put(
                        "street",
                        joined(row, "ca_street_number", "ca_street_name", "ca_street_type", "ca_suite_number"));
                values.put("city", row.text("ca_city").orElse(null));
                values.put("county", row.text("ca_county").orElse(null));
                values.put("state", row.text("ca_state").orElse(null));
                values.put("postal_code", row.text("ca_zip").orElse(null));
                values.put("country", row.text("ca_country").orElse(null));
                values.put("location_type", row.text("ca_location_type").orElse(null));
                file.add(values);
            });
            return file;
        }
    }

    private RecordFile promotions() throws IOException {
        Fields flaws = new Fields("promotion_id", "cost", "promotion_id");
        try (RecordFile file = file("promotions", "marketing.promotions.promotions", Format.NDJSON, flaws, 0)) {
            rows(Table.PROMOTION).forEach(row -> {
                String id = row.text("p_promo_id").orElseThrow();
                promotionIds.put(row.text("p_promo_sk").orElseThrow(), id);
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("promotion_id", id);
                values.put("name", row.text("p_promo_name").orElse(null));
                values.put("starts_on", row.date("p_start_date_sk").orElse(null));
                values.put("ends_on", row.date("p_end_date_sk").orElse(null));
                values.put("cost", row.decimal("p_cost").orElse(null));
                values.put(
                        "media",
                        MEDIA.stream()
                                .filter(medium -> row.text("p_channel_" + medium)
                                        .filter("Y"::equals)
                                        .isPresent())
                                .toList());
                file.add(textDates(values));
            });
            return file;
        }
    }

    private List<RecordFile> customersAndDemographics() throws IOException {
        Set<Integer> profiles = new TreeSet<>();
        Fields customerFlaws = new Fields("customer_id", "demographics_id", "customer_id");
        Fields profileFlaws = new Fields("demographics_id", "purchase_estimate", "gender");
        try (RecordFile customers =
                        file("customers", "customers.profiles.customers", Format.NDJSON, customerFlaws, brokenShare);
                RecordFile demographics =
                        file("demographics", "customers.profiles.demographics", Format.NDJSON, profileFlaws, 0)) {
            rows(Table.CUSTOMER).forEach(row -> {
                String id = row.text("c_customer_id").orElseThrow();
                customerIds.put(row.text("c_customer_sk").orElseThrow(), id);
                Optional<Integer> profile = row.integer("c_current_cdemo_sk");
                profile.ifPresent(profiles::add);
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("customer_id", id);
                values.put("salutation", row.text("c_salutation").orElse(null));
                values.put("first_name", row.text("c_first_name").orElse(null));
                values.put("last_name", row.text("c_last_name").orElse(null));
                values.put("email", row.text("c_email_address").orElse(null));
                values.put("birth_date", birthDate(row).orElse(null));
                values.put("birth_country", row.text("c_birth_country").orElse(null));
                values.put(
                        "preferred",
                        row.text("c_preferred_cust_flag").map("Y"::equals).orElse(null));
                values.put(
                        "address_id",
                        row.text("c_current_addr_sk").map(addressIds::get).orElse(null));
                values.put("demographics_id", profile.orElse(null));
                customers.add(textDates(values));
            });
            // TPC-DS has 1.9 million profiles at every scale; only those that a customer has are emitted.
            TpcdsRows all = rows(Table.CUSTOMER_DEMOGRAPHICS);
            for (int profile : profiles) {
                Row row = all.row(profile);
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("demographics_id", profile);
                values.put("gender", row.text("cd_gender").orElse(null));
                values.put("marital_status", row.text("cd_marital_status").orElse(null));
                values.put("education", row.text("cd_education_status").orElse(null));
                values.put(
                        "purchase_estimate", row.integer("cd_purchase_estimate").orElse(null));
                values.put("credit_rating", row.text("cd_credit_rating").orElse(null));
                values.put("dependents", row.integer("cd_dep_count").orElse(null));
                demographics.add(values);
            }
            return List.of(customers, demographics);
        }
    }

    private static Optional<LocalDate> birthDate(Row row) {
        return row.integer("c_birth_year")
                .flatMap(year -> row.integer("c_birth_month")
                        .flatMap(month -> row.integer("c_birth_day").map(day -> LocalDate.of(year, month, day))));
    }

    private List<RecordFile> sales(Channel channel, Format format) {
        String name = channel.word();
        try (RecordFile orders = file("order-lines-" + name, ORDER_LINES, format, ORDER_FLAWS, brokenShare);
                RecordFile returns =
                        file("returns-" + name, "support.returns.returns", Format.NDJSON, RETURN_FLAWS, brokenShare)) {
            rows(channel.sales())
                    .forEach(
                            channel.returns(),
                            row -> orderLine(channel, row).ifPresent(orders::add),
                            row -> returned(channel, row).ifPresent(returns::add));
            return List.of(orders, returns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Map<String, Object>> orderLine(Channel channel, Row row) {
        Optional<LocalDate> date = row.date(channel.column("sold_date_sk"));
        Optional<Integer> second = row.integer(channel.column("sold_time_sk"));
        Optional<Integer> item = row.integer(channel.column("item_sk"));
        Optional<Integer> quantity = row.integer(channel.column("quantity"));
        Optional<BigDecimal> price = row.decimal(channel.column("sales_price"));
        Optional<BigDecimal> discount = row.decimal(channel.column("ext_discount_amt"));
        Optional<BigDecimal> amount = row.decimal(channel.column("net_paid"));
        if (Stream.of(date, second, item, quantity, price, discount, amount).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        LocalDateTime when = date.get().atTime(LocalTime.ofSecondOfDay(second.get()));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("order_id", channel.orderId(row));
        values.put("sku", sku(item.get()));
        values.put("channel", channel.word());
        values.put(
                "customer_id",
                row.text(channel.column(channel.customer()))
                        .map(customerIds::get)
                        .orElse(null));
        values.put("ordered_at", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(when.atOffset(ZoneOffset.UTC)));
        values.put("quantity", quantity.get());
        values.put("unit_price", price.get());
        values.put("discount", discount.get());
        values.put("amount", amount.get());
        values.put("currency", "USD");
        values.put(
                "promotion_id",
                row.text(channel.column("promo_sk")).map(promotionIds::get).orElse(null));
        return Optional.of(values);
    }

    private Optional<Map<String, Object>> returned(Channel channel, Row row) {
        Optional<LocalDate> date = row.date(channel.returnColumn("returned_date_sk"));
        Optional<Integer> item = row.integer(channel.returnColumn("item_sk"));
        Optional<Integer> quantity = row.integer(channel.returnColumn("return_quantity"));
        Optional<BigDecimal> amount = row.decimal(channel.returnColumn(channel.returnAmount()));
        if (Stream.of(date, item, quantity, amount).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("order_id", channel.returnedOrderId(row));
        values.put("sku", sku(item.get()));
        values.put(
                "customer_id",
                row.text(channel.returnColumn(channel.returningCustomer()))
                        .map(customerIds::get)
                        .orElse(null));
        values.put("returned_on", date.get());
        values.put("quantity", quantity.get());
        values.put("amount", amount.get());
        values.put(
                "reason",
                row.text(channel.returnColumn("reason_sk")).map(reasons::get).orElse(null));
        return Optional.of(textDates(values));
    }

    private static String sku(int item) {
        return String.format(Locale.ROOT, "SKU-%06d", item);
    }

    private static Map<String, Object> textDates(Map<String, Object> values) {
        values.replaceAll((name, value) -> value instanceof LocalDate ? value.toString() : value);
        return values;
    }

    private static String joined(Row row, String... columns) {
        String text = String.join(
                " ",
                Stream.of(columns).flatMap(column -> row.text(column).stream()).toList());
        return text.isEmpty() ? null : text;
    }

    private RecordFile file(String name, String port, Format format, Fields flaws, double share) throws IOException {
        return new RecordFile(directory, name, port, format, flaws, share);
    }
}
