package dev.polder.bench.http;

import dev.polder.bench.FreePorts;
import dev.polder.bench.Programs;
import dev.polder.bench.data.Contracts;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server as {@code polder up} starts it, with everything embedded but Spark: nothing is landed while records come in. */
public final class PolderServer implements AutoCloseable {
    /** Of the port that {@link #apply} makes. */
    public static final String TOPIC = "sales.orders.orders.v1";

    static final String RECORDS = "/v1/domains/sales/products/orders/ports/orders/records";

    private static final String MESH = "/dev/polder/bench/mesh/";
    private static final List<String> DOCUMENTS = List.of(
            "mesh.yaml",
            "domains/sales/domain.yaml",
            "domains/sales/orders/product.odps.yaml",
            "domains/sales/orders/pipeline.yaml",
            "domains/sales/orders/contracts/orders.odcs.yaml");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Programs programs;
    private final Path data;
    private final int port;

    private PolderServer(Programs programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Starts a server in a directory of its own and waits until it is ready. */
    public static PolderServer start(Programs programs, Path directory) throws IOException, InterruptedException {
        Path config = Files.writeString(directory.resolve("polder.yaml"), "spark: { master: none }\n");
        int port = FreePorts.withNeighbours(12, 13, -48);
        PolderServer server = new PolderServer(programs, directory.resolve("data"), port);
        server.polder("up", "--detach", "--port", Integer.toString(port), "--config", config.toString());
        return server;
    }

    /** Makes a port that takes orders. */
    public void apply(Path directory) throws IOException, InterruptedException {
        for (String name : DOCUMENTS) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, Contracts.resource(MESH + name));
        }
        polder("apply", directory.toString());
        HttpRequest gate = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + RECORDS.replace("/records", "/gate")))
                .header("Authorization", "Bearer " + token())
                .build();
        Instant limit = Instant.now().plus(PATIENCE);
        while (true) {
            HttpResponse<String> answer = HTTP.send(gate, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return;
            }
            if (Instant.now().isAfter(limit)) {
                throw new PolderException(
                        Code.NOT_READY, "The port takes no records: " + answer.body(), "Run it again");
            }
            Thread.sleep(100);
        }
    }

    public int port() {
        return port;
    }

    public String token() throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    /** What a Kafka client needs to write as the server does. */
    Map<String, Object> kafkaClient() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("secrets/kafka-server.properties"))) {
            properties.load(reader);
        }
        Map<String, Object> client = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        return client;
    }

    /** The process of a part: {@code server}, {@code kafka}. */
    ProcessHandle process(String part) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .build();
        JsonNode parts = JsonMapper.shared()
                .readTree(
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .path("parts");
        return StreamSupport.stream(parts.spliterator(), false)
                .filter(each -> each.path("name").asString().equals(part))
                .findFirst()
                .flatMap(each -> ProcessHandle.of(each.path("pid").longValue()))
                .orElseThrow();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        polder("down");
    }

    private void polder(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(programs.command(
                "cli",
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"),
                "dev.polder.cli.PolderMain",
                arguments));
        builder.environment().put("POLDER_DATA", data.toString());
        builder.environment().keySet().removeAll(List.of("POLDER_SERVER", "POLDER_TOKEN"));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new PolderException(
                    Code.UNAVAILABLE,
                    "polder " + String.join(" ", arguments) + " failed:\n" + said,
                    "Run it again when the machine has memory and ports to spare");
        }
    }
}
