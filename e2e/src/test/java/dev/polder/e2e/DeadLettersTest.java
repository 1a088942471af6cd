package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records of the shop that are refused, and how they get into the table after all. */
@ExtendWith(SharedPolder.class)
class DeadLettersTest {
    private static final String PORT = "sales.orders.order-lines";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private static Path directory;

    private static RunningPolder polder;
    private static Path mesh;

    @BeforeAll
    static void start(RunningPolder shared) throws IOException {
        polder = shared;
        mesh = Files.createDirectories(directory.resolve("mesh"));
        Path sales = Path.of(System.getProperty("polder.root"), "examples", "retail", "domains", "sales");
        copy(sales.resolve("domain.yaml"), mesh.resolve("domain.yaml"));
        copy(sales.resolve("orders"), mesh.resolve("orders"));
        polder.polder("apply", mesh.toString()).orFail();
    }

    @Test
    void refusedRecordsGetWell() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            // Four of too many, three that cost nothing and one that is no order at all.
            int quantity = i < 4 ? 20_000 : 2;
            String price = i >= 4 && i < 7 ? "\"free\"" : "1.50";
            lines.add(i == 7 ? "{\"test\": true}" : line(i, quantity, price));
        }
        Path file = Files.write(directory.resolve("lines.ndjson"), lines);
        assertThat(polder.polder("ingest", PORT, file.toString()).out()).contains("12 accepted, 8 refused");
        awaitRows(12);

        Outcome listed = polder.polder("deadletters", "list", PORT).orFail();
        assertThat(listed.out()).contains("RECORD_RANGE", "$.quantity", "maximum 10000", "RECORD_TYPE", "$.unit_price");
        assertThat(listed.out()).doesNotContain("20000");
        assertThat(listed.err()).contains("8 waiting; kept 30 days");
        String letter = group("RECORD_TYPE").path("sample").asString();
        assertThat(polder.polder("deadletters", "show", PORT, letter).orFail().out())
                .contains("\"unit_price\":\"free\"", "Today", "refused by contract version 1.0.0");
        assertThat(polder.polder("deadletters", "show", PORT, letter, "--raw")
                        .orFail()
                        .out())
                .isEqualTo(line(6, 2, "\"free\""));

        // The contract was wrong.
        Path contract = mesh.resolve("orders/contracts/order-lines.odcs.yaml");
        edit(contract, "maximum: 10000", "maximum: 100000");
        edit(contract, "version: 1.0.0", "version: 1.1.0");
        polder.polder("apply", mesh.toString()).orFail();
        String[] replay = {"deadletters", "replay", PORT, "--field", "quantity"};
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> polder.polder(with(replay, "--dry-run"))
                        .out()
                        .contains("Would replay 4 records; 0 would be refused again by contract version 1.1.0"));
        assertThat(polder.polder(replay).orFail().out()).contains("Replayed 4 records");

        // The records were wrong.
        String[] edited = {
            "deadletters",
            "replay",
            PORT,
            "--code",
            "RECORD_TYPE",
            "--patch",
            "[{\"op\":\"test\",\"path\":\"/unit_price\",\"value\":\"free\"},{\"op\":\"replace\",\"path\":\"/unit_price\",\"value\":0}]"
        };
        assertThat(polder.polder(edited).orFail().out()).contains("Replayed 3 records");
        awaitRows(19);

        // Once is enough.
        for (String[] again : List.of(replay, edited)) {
            assertThat(polder.polder(again).orFail().out()).contains("Replayed 0 records");
        }
        assertThat(polder.polder("deadletters", "discard", PORT, "--all", "--reason", "a probe of the shop")
                        .orFail()
                        .out())
                .contains("Discarded 1 record.");
        JsonNode total = listing().path("total");
        assertThat(total.path("waiting").asLong()).isZero();
        assertThat(total.path("replayed").asLong()).isEqualTo(7);
        assertThat(total.path("discarded").asLong()).isEqualTo(1);
        assertThat(rows()).isEqualTo("19,19");
        JsonNode port = JSON.readTree(polder.polder("get", "ports", PORT, "-o", "json")
                        .orFail()
                        .out())
                .path(0);
        assertThat(port.path("landed").asLong()).isEqualTo(19);
        assertThat(port.path("deadLetters").asLong()).isEqualTo(8);
        assertThat(port.path("deadLettersWaiting").asLong()).isZero();
    }

    private static String line(int number, int quantity, String price) {
        return "{\"order_id\":\"S-" + number + "\",\"sku\":\"SKU-000001\",\"channel\":\"store\","
                + "\"ordered_at\":\"2026-01-02T03:04:05Z\",\"quantity\":" + quantity + ",\"unit_price\":" + price
                + ",\"discount\":0,\"amount\":1,\"currency\":\"EUR\"}";
    }

    private static JsonNode listing() {
        return JSON.readTree(polder.polder("deadletters", "list", PORT, "-o", "json")
                .orFail()
                .out());
    }

    private static JsonNode group(String code) {
        for (JsonNode group : listing().path("items")) {
            if (group.path("code").asString().equals(code)) {
                return group;
            }
        }
        throw new AssertionError("there is no group " + code);
    }

    private static void awaitRows(int count) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> rows().equals(count + "," + count));
    }

    /** How many rows, and how many different ones. */
    private static String rows() {
        return polder.polder(
                        "query", "SELECT count(*), count(DISTINCT order_id) FROM sales.orders.order_lines", "-o", "csv")
                .orFail()
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElse("");
    }

    private static String[] with(String[] command, String option) {
        return Stream.concat(Stream.of(command), Stream.of(option)).toArray(String[]::new);
    }

    private static void edit(Path file, String old, String now) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replaceFirst(Pattern.quote(old), now));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
