package dev.polder.e2e;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Polder of a test: a data directory, ports that were free, and the command line to drive it with. {@link #close()} leaves no
 * process behind.
 */
public final class RunningPolder implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path home = Path.of(System.getProperty("polder.home"));
    private final Path root = Path.of(System.getProperty("polder.root"));
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final int port;

    private RunningPolder(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** Nothing is started yet. */
    public static RunningPolder in(Path data) {
        return new RunningPolder(data, freePort());
    }

    /** The same ports, another data directory. */
    public RunningPolder beside(Path otherData) {
        return new RunningPolder(otherData, port);
    }

    /** The same data directory, other ports. */
    public RunningPolder onOtherPorts() {
        return new RunningPolder(data, freePort());
    }

    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How a command ended and what it wrote. */
    public record Outcome(int status, String out, String err) {
        /** The outcome itself if the command was successful; an error with its output if not. */
        public Outcome orFail() {
            if (status != 0) {
                throw new AssertionError("status " + status + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    /** {@code polder up --detach}: comes back when all is ready. */
    public Outcome up() {
        return polder("up", "--detach", "--data", data.toString(), "--port", Integer.toString(port));
    }

    public Outcome down() {
        return polder("down", "--data", data.toString());
    }

    /** Any command, with this data directory in {@code POLDER_DATA}. */
    public Outcome polder(String... arguments) {
        return program("", builder("cli", "dev.polder.cli.PolderMain", arguments));
    }

    /** Any command as somebody who is not at the server's machine: only what {@code environment} says is known, and {@code input} is typed. */
    Outcome remotely(Map<String, String> environment, String input, String... arguments) {
        ProcessBuilder builder = builder("cli", "dev.polder.cli.PolderMain", arguments);
        builder.environment().putAll(environment);
        builder.environment().put("POLDER_SERVER", address().toString());
        return program(input, builder);
    }

    /** The same, while it runs. */
    Process begin(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = builder("cli", "dev.polder.cli.PolderMain", arguments);
        builder.environment().putAll(environment);
        builder.environment().put("POLDER_SERVER", address().toString());
        return builder.start();
    }

    /** The server program itself, without the command around it; for what it refuses at once. */
    public Outcome server(String... arguments) {
        return program("", builder("server", "dev.polder.server.ServerMain", arguments));
    }

    /** Starts a command and does not wait for it; what it writes is dropped. */
    public Process start(String... arguments) {
        try {
            return builder("cli", "dev.polder.cli.PolderMain", arguments)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a program {@code polder} in a directory, which is this Polder's command line. */
    void install(Path directory) throws IOException {
        String command = builder("cli", "dev.polder.cli.PolderMain").command().stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Files.writeString(
                directory.resolve("polder"), "#!/bin/sh\nPOLDER_DATA='" + data + "' exec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(directory.resolve("polder"), PosixFilePermissions.fromString("rwx------"));
    }

    private ProcessBuilder builder(String library, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dpolder.home=" + home,
                "-Dpolder.examples=" + root.resolve("examples"),
                "-cp",
                home.resolve("lib").resolve(library) + File.separator + "*",
                mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("POLDER_DATA", data.toString());
        builder.environment().keySet().removeAll(List.of("POLDER_SERVER", "POLDER_TOKEN"));
        return builder;
    }

    /** Runs a program to its end. */
    static Outcome program(String input, ProcessBuilder builder) {
        try {
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", builder.command()) + " takes too long");
            }
            return new Outcome(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code GET /health}: the parts by name. */
    public Map<String, JsonNode> parts() {
        Map<String, JsonNode> parts = new TreeMap<>();
        json("GET", "/health", "", Optional.empty())
                .path("parts")
                .forEach(part -> parts.put(part.path("name").asString(), part));
        return parts;
    }

    /** The process id of a part; empty while it has none. */
    public Optional<Long> pid(String part) {
        return Optional.ofNullable(parts().get(part))
                .map(found -> found.path("pid"))
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::longValue);
    }

    /** Whether {@code GET /ready} says so. */
    public boolean isReady() {
        try {
            return send("GET", "/ready", "", Optional.empty()).statusCode() == 200;
        } catch (UncheckedIOException notThere) {
            return false;
        }
    }

    public void awaitReady() {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(this::isReady);
    }

    /** As the administrator. */
    public JsonNode json(String method, String path, String body) {
        return json(method, path, body, Optional.of(token("admin")));
    }

    /** A request whose answer must be JSON and successful. */
    public JsonNode json(String method, String path, String body, Optional<String> token) {
        HttpResponse<String> answer = send(method, path, body, token);
        if (answer.statusCode() / 100 != 2 && !path.equals("/health")) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    public HttpResponse<String> send(String method, String path, String body, Optional<String> token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The token of {@code admin} or {@code process}. */
    public String token(String principal) {
        return read(principal + ".token").strip();
    }

    /** What a Kafka client needs to connect with all rights. */
    public Map<String, Object> kafkaClient() {
        Properties properties = new Properties();
        try {
            properties.load(new java.io.StringReader(read("secrets/kafka-server.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> client = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        return client;
    }

    /** Resident memory of the server and all its parts, in megabytes; 0 where the system does not tell. */
    public long residentMegabytes() {
        return parts().values().stream()
                        .map(part -> part.path("pid"))
                        .filter(JsonNode::isIntegralNumber)
                        .mapToLong(pid -> residentKilobytes(pid.longValue()))
                        .sum()
                / 1024;
    }

    @Override
    public void close() {
        down();
    }

    private static long residentKilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private String read(String file) {
        try {
            return Files.readString(data.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(java.io.InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An HTTP port whose neighbours are free too; below what the system hands out to outgoing connections. */
    static int freePort() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(12_000, 32_000))
                .limit(1_000)
                .filter(port ->
                        IntStream.of(port, port + 12, port + 13, port - 48).allMatch(RunningPolder::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
