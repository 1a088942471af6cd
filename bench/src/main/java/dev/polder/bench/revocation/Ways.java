package dev.polder.bench.revocation;

import dev.polder.bench.http.PolderServer;
import dev.polder.bench.revocation.RevocationBench.Way;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;

/** The ways out of one server, with those who read there: {@code ana} by grants, {@code mia} as a member of the domain's team. */
final class Ways implements AutoCloseable {
    private static final String PORT = "sales.orders.orders";
    private static final String REQUESTS = "/v1/access-requests";
    private static final String TABLE = "/iceberg/v1/namespaces/sales%1Forders/tables/orders_v1";
    private static final String LETTERS = "/v1/domains/sales/products/orders/ports/orders/dead-letters";
    private static final String MEMBER = "/v1/teams/sales-team/members/mia";
    private static final String SHORT = "SELECT count(*) FROM " + PORT;
    private static final String ENDLESS =
            "SELECT count(*) FROM range(10000000) a, range(10000000) b, (SELECT count(*) AS n" + " FROM " + PORT
                    + ") t WHERE a.range + b.range = t.n - 9";

    /** So that the endless query is surely running. */
    private static final Duration STARTING = Duration.ofMillis(300);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Api admin;
    private final Api ana;
    private final Api mia;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition = new TopicPartition(PolderServer.TOPIC, 0);

    Ways(PolderServer server) throws IOException, InterruptedException {
        admin = new Api(server.port(), server.token());
        ana = reader("ana");
        mia = reader("mia");
        admin.require("POST", "/v1/teams", Map.of("name", "sales-team", "members", List.of()));
        consumer = consumer(ana.require("POST", "/v1/me/kafka-credentials", Map.of()));
    }

    private Api reader(String name) throws IOException, InterruptedException {
        admin.require("POST", "/v1/users", Map.of("name", name));
        return admin.as(token(name).path("token").asString());
    }

    private JsonNode token(String name) throws IOException, InterruptedException {
        return admin.require("POST", "/v1/tokens", Map.of("name", "bench", "user", name));
    }

    private KafkaConsumer<byte[], byte[]> consumer(JsonNode credentials) {
        Properties properties = new Properties();
        credentials.path("properties").forEachEntry((name, value) -> properties.put(name, value.asString()));
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + credentials.path("user").asString() + "\" password=\""
                        + credentials.path("password").asString() + "\";");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        KafkaConsumer<byte[], byte[]> made =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        made.assign(List.of(partition));
        return made;
    }

    List<Way> all() {
        return List.of(
                way("sql", "a grant → new queries are refused", () -> {
                    String grant = granted(() -> queried(ana) == 200);
                    return until(revoked(grant), () -> queried(ana) == 403);
                }),
                way("sql.running", "a grant → the query that runs ends", this::running),
                way("sql.token", "a token → new queries are refused", () -> {
                    String grant = granted(() -> queried(ana) == 200);
                    JsonNode made = token("ana");
                    Api other = admin.as(made.path("token").asString());
                    until(System.nanoTime(), () -> queried(other) == 200);
                    admin.require("DELETE", "/v1/tokens/" + made.path("id").asString(), Map.of());
                    double time = until(System.nanoTime(), () -> queried(other) == 401);
                    revoked(grant);
                    return time;
                }),
                way("iceberg", "a grant → the table is not handed out", () -> {
                    String grant = granted(() -> loaded() == 200);
                    return until(revoked(grant), () -> loaded() == 403);
                }),
                way("kafka", "a grant → a consumer in its loop is refused", this::consumed),
                way("letters", "a membership → dead letters are not shown", () -> {
                    admin.require("PUT", MEMBER, Map.of());
                    until(System.nanoTime(), () -> mia.status("GET", LETTERS, Map.of()) == 200);
                    admin.require("DELETE", MEMBER, Map.of());
                    return until(System.nanoTime(), () -> mia.status("GET", LETTERS, Map.of()) == 403);
                }));
    }

    private double running() throws IOException, InterruptedException {
        String grant = granted(() -> queried(ana) == 200);
        CompletableFuture<Long> refused = ana.later("POST", "/v1/queries", query(ENDLESS), 403);
        Thread.sleep(STARTING.toMillis());
        long revoked = revoked(grant);
        return (refused.join() - revoked) / 1e6;
    }

    private double consumed() throws IOException, InterruptedException {
        String grant = granted(this::reads);
        long revoked = revoked(grant);
        return until(revoked, () -> {
            try {
                consumer.poll(Duration.ofMillis(100));
                return false;
            } catch (TopicAuthorizationException e) {
                return true;
            }
        });
    }

    private boolean reads() {
        try {
            consumer.poll(Duration.ofMillis(100));
            consumer.position(partition, Duration.ofSeconds(5));
            return true;
        } catch (TopicAuthorizationException e) {
            return false;
        }
    }

    /** Grants ana the port, and waits until that counts. */
    private String granted(Check counts) throws IOException, InterruptedException {
        JsonNode request = ana.require(
                "POST",
                REQUESTS,
                Map.of(
                        "port",
                        PORT,
                        "purpose",
                        "bench",
                        "until",
                        Instant.now().plus(Duration.ofDays(1)).toString()));
        String id = request.path("id").asString();
        admin.require("POST", REQUESTS + "/" + id + ":approve", Map.of());
        until(System.nanoTime(), counts);
        return id;
    }

    /** When the revocation was answered. */
    private long revoked(String grant) throws IOException, InterruptedException {
        admin.require("POST", REQUESTS + "/" + grant + ":revoke", Map.of("reason", "the benchmark is over"));
        return System.nanoTime();
    }

    private int queried(Api reader) throws IOException, InterruptedException {
        return reader.status("POST", "/v1/queries", query(SHORT));
    }

    private int loaded() throws IOException, InterruptedException {
        return ana.status("GET", TABLE, Map.of());
    }

    private static Map<String, Object> query(String sql) {
        return new HashMap<>(Map.of("sql", sql, "purpose", "bench"));
    }

    private static double until(long start, Check check) throws IOException, InterruptedException {
        while (!check.holds()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException("it did not happen within " + LIMIT);
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private interface Check {
        boolean holds() throws IOException, InterruptedException;
    }

    private interface Measure {
        double milliseconds() throws IOException, InterruptedException;
    }

    private static Way way(String name, String what, Measure measure) {
        return new Way() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String what() {
                return what;
            }

            @Override
            public double milliseconds() throws IOException, InterruptedException {
                return measure.milliseconds();
            }
        };
    }

    @Override
    public void close() {
        consumer.close();
    }
}
