package dev.polder.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** The worker API over HTTP, in memory. It can be stopped and started again at its address. */
final class WorkServer implements AutoCloseable {
    static final String TOKEN = "token-of-the-process";

    private final List<JsonNode> polls = new CopyOnWriteArrayList<>();
    private final List<JsonNode> reports = new CopyOnWriteArrayList<>();
    private final List<JsonNode> finished = new CopyOnWriteArrayList<>();
    private final Queue<ObjectNode> runs = new ArrayDeque<>();
    private final ArrayNode landings = Json.MAPPER.createArrayNode();
    private HttpServer server;
    private int port;

    WorkServer() {
        start();
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    List<JsonNode> polls() {
        return polls;
    }

    List<JsonNode> reports() {
        return reports;
    }

    List<JsonNode> finished() {
        return finished;
    }

    synchronized void keep(Landing landing) {
        ObjectNode node = landings.addObject();
        node.put("port", landing.port());
        node.put("topic", landing.topic());
        node.put("topicFormat", landing.topicFormat().word());
        name(node, landing.table());
        node.put("readerSchema", landing.readerSchema());
        ObjectNode schemas = node.putObject("writerSchemas");
        landing.writerSchemas().forEach((id, schema) -> schemas.put(String.valueOf(id), schema));
        node.put("audited", false);
        node.putArray("rules");
    }

    synchronized void execute(TransformRun run) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", run.id());
        node.put("transform", run.transform());
        node.put("port", run.port());
        name(node, run.table());
        node.put("sql", run.sql());
        ArrayNode inputs = node.putArray("inputs");
        run.inputs().forEach(input -> {
            ObjectNode one = inputs.addObject();
            one.put("name", input.name());
            name(one, input.table());
            one.put("snapshotId", input.snapshotId().orElse(null));
        });
        ArrayNode rules = node.putArray("rules");
        run.rules().forEach(rule -> {
            ObjectNode one = rules.addObject();
            one.put("name", rule.name());
            one.putNull("column");
            one.put("aggregate", rule.measure().sql());
            one.putNull("query");
            one.put("operator", rule.comparison().operator().name());
            ArrayNode bounds = one.putArray("bounds");
            rule.comparison().bounds().forEach(bound -> bounds.add(bound.toPlainString()));
            one.put("blocks", rule.blocks());
            one.put("unit", rule.unit().name());
        });
        runs.add(node);
    }

    private static void name(ObjectNode node, TableName table) {
        ArrayNode namespace = node.putArray("namespace");
        table.namespace().forEach(namespace::add);
        node.put("table", table.table());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = Json.MAPPER.readTree(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
            } else if (path.equals("/v1/internal/work")) {
                polls.add(body);
                byte[] answer = work(body.path("busy").asBoolean()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } else if (path.equals("/v1/internal/landings")) {
                reports.add(body);
                exchange.sendResponseHeaders(204, -1);
            } else if (path.matches("/v1/internal/runs/[^/]+:finish")) {
                finished.add(body);
                exchange.sendResponseHeaders(204, -1);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private synchronized String work(boolean busy) {
        ObjectNode work = Json.MAPPER.createObjectNode();
        work.set("landings", landings);
        work.set("run", busy ? null : runs.poll());
        return work.toString();
    }
}
