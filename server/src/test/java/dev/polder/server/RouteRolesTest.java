package dev.polder.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.polder.core.name.PortId;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router.Route;
import dev.polder.server.mesh.MeshFiles;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** Every route called by everybody with tokens of their own, and what tokens never show up in. */
class RouteRolesTest {
    /** Whom a declared access lets in; whoever is not in any of a route's lists is refused. */
    private static final Map<String, Set<String>> ADMITTED = Map.of(
            "PUBLIC", Set.of("ada", "gus", "olga", "dora", "sam", "ana", "robot", "process", "nobody"),
            "SYSTEM", Set.of("process"),
            "CONSUMER", Set.of("ada", "gus", "olga", "dora", "sam", "ana", "robot"),
            "DEVELOPER", Set.of("ada", "olga", "dora"),
            "OWNER", Set.of("ada", "olga"),
            "GOVERNANCE", Set.of("ada", "gus"),
            "ADMIN", Set.of("ada"));

    private static final Map<String, String> TOKENS = new LinkedHashMap<>();
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static WiredServer server;

    @BeforeAll
    static void start() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ((Logger) LoggerFactory.getLogger("dev.polder")).setLevel(Level.DEBUG);
        LOG.start();
        root.addAppender(LOG);
        server = new WiredServer(Clock.systemUTC());
        server.apply(MeshFiles.retailThatMayRead());
        for (String team : List.of("sales-team", "shop-developers", "support-team")) {
            post("/v1/teams", Map.of("name", team));
        }
        user("ada", "person", List.of("admin"), List.of());
        user("gus", "person", List.of("governance"), List.of());
        user("olga", "person", List.of(), List.of("sales-team"));
        user("dora", "person", List.of(), List.of("shop-developers"));
        user("sam", "person", List.of(), List.of("support-team"));
        user("ana", "person", List.of(), List.of());
        user("robot", "service", List.of(), List.of());
        TOKENS.put("process", WiredServer.PROCESS);
        TOKENS.put("nobody", "");
    }

    @AfterAll
    static void stop() {
        server.close();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
        ((Logger) LoggerFactory.getLogger("dev.polder")).setLevel(null);
    }

    private static String post(String path, Object body) {
        HttpResponse<String> answer = server.send("POST", path, WiredServer.ADMIN, Json.text(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body();
    }

    private static void user(String name, String kind, List<String> roles, List<String> teams) {
        post("/v1/users", Map.of("name", name, "kind", kind, "roles", roles, "teams", teams));
        String made = post("/v1/tokens", Map.of("name", "test", "user", name));
        TOKENS.put(name, Json.mapper().readTree(made).get("token").asString());
    }

    /** Changes nothing, wherever it leads. */
    private static HttpResponse<String> call(Route route, String domain, String token) {
        String path = route.path().replace("{domain}", domain).replace("{id}", "1");
        String body = route.method().equals("POST") || route.method().equals("PUT") ? "{}" : "";
        return server.send(
                route.method(), path.replaceAll("[{<][^}>]*[}>]", "some-thing") + "?dryRun=true", token, body);
    }

    private static boolean isRefusedAtTheGate(HttpResponse<String> answer) {
        return answer.statusCode() == 401
                || answer.statusCode() == 403
                        && (answer.body().contains("may not do this")
                                || answer.body().contains("of the domain '"));
    }

    @Test
    void everyRouteAnswersThoseWhomItsDeclarationAdmitsAndNobodyElse() throws IOException {
        Map<String, List<String>> declared = declared();
        List<String> wrong = new ArrayList<>();
        for (Route route : server.routes()) {
            List<String> access = declared.get(key(route.method(), route.path()));
            assertThat(access).as("x-access of " + route).isNotNull().isNotEmpty();
            // What is looked up in a domain takes time where Kafka is away.
            boolean inDomain = access.contains("DEVELOPER") || access.contains("OWNER");
            String domain = inDomain ? "sales" : "some-thing";
            TOKENS.forEach((name, token) -> {
                boolean admitted =
                        access.stream().anyMatch(role -> ADMITTED.get(role).contains(name));
                HttpResponse<String> answer = call(route, domain, token);
                if (isRefusedAtTheGate(answer) == admitted) {
                    wrong.add(name + " at " + route + ": " + answer.statusCode() + " " + answer.body());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aRoleInOneDomainIsNoneInAnother() throws IOException {
        Map<String, List<String>> declared = declared();
        int tried = 0;
        for (Route route : server.routes()) {
            List<String> access = declared.get(key(route.method(), route.path()));
            if (Set.of("DEVELOPER", "OWNER").containsAll(access)) {
                for (String name : List.of("olga", "dora")) {
                    HttpResponse<String> answer = call(route, "support", TOKENS.get(name));
                    assertThat(answer.statusCode()).as(name + " at " + route).isEqualTo(403);
                    assertThat(answer.body()).contains("\"DENIED\"", "of the domain 'support'");
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThanOrEqualTo(18);
    }

    @Test
    void documentsOfOtherDomainsAreRefusedInABodyToo() {
        String path = "domains/support/returns/pipeline.yaml";
        MeshFiles edited = MeshFiles.retailThatMayRead().edited(path, text -> text + "\n# edited\n");
        String body = Json.text(edited.body());

        for (String name : List.of("olga", "dora", "gus", "ana", "robot")) {
            HttpResponse<String> applied = server.send("POST", "/v1/mesh:apply", TOKENS.get(name), body);
            assertThat(applied.statusCode()).as(name + applied.body()).isEqualTo(403);
            assertThat(applied.body()).contains(name + " may not change the product support.returns");
            assertThat(server.send("POST", "/v1/mesh:plan", TOKENS.get(name), body)
                            .body())
                    .contains(name + " may not change the product support.returns");
        }
        assertThat(server.send("POST", "/v1/mesh:plan", TOKENS.get("sam"), body).body())
                .doesNotContain("may not");
        assertThat(server.send(
                                "POST",
                                "/v1/mesh:apply",
                                TOKENS.get("ana"),
                                Json.text(MeshFiles.retailThatMayRead().body()))
                        .statusCode())
                .as("nothing would change")
                .isEqualTo(200);
    }

    @Test
    void everyRefusalStandsInTheAuditOnceWithWhatWasAsked() {
        user("rita", "person", List.of(), List.of());
        String rita = TOKENS.remove("rita");
        MeshFiles edited =
                MeshFiles.retail().edited("domains/support/returns/pipeline.yaml", text -> text + "\n# edited\n");
        server.publish(PortId.parse("sales.orders.order-lines.v1"));
        server.send("POST", "/v1/users", rita, "{}");
        server.send("POST", "/v1/mesh:apply", rita, Json.text(edited.body()));
        server.send("GET", "/v1/audit?principal=ada", rita, "");
        server.send("POST", "/v1/queries", rita, "{\"sql\":\"SELECT 1 FROM sales.orders.order_lines\"}");
        server.send("POST", "/iceberg/v1/namespaces", rita, "{}");
        server.send("GET", "/iceberg/v1/namespaces/nothing/tables/here", rita, "");
        server.send("GET", "/v1/domains/sales/products/orders/ports/order-lines/dead-letters", rita, "");
        String token = Json.mapper()
                .readTree(post("/v1/tokens", Map.of("name", "gone", "user", "rita")))
                .get("token")
                .asString();
        server.send("DELETE", "/v1/tokens/" + token.split("_")[1], WiredServer.ADMIN, "");

        JsonNode found = Json.mapper()
                .readTree(server.send("GET", "/v1/audit?principal=rita&outcome=denied", WiredServer.ADMIN, "")
                        .body())
                .get("items");

        List<String> entries = new ArrayList<>();
        found.forEach(entry -> entries.add(entry.get("action").asString() + " "
                + entry.get("target").asString() + " "
                + entry.get("details").path("path").asString()));
        assertThat(entries)
                .containsExactlyInAnyOrder(
                        "access POST /v1/users /v1/users",
                        "access POST /v1/mesh:apply /v1/mesh:apply",
                        "access GET /v1/audit /v1/audit",
                        "query sales.orders.order-lines.v1 ",
                        "access POST /iceberg/v1/namespaces /iceberg/v1/namespaces",
                        "access GET /v1/domains/{domain}/products/{product}/ports/{port}/dead-letters"
                                + " /v1/domains/sales/products/orders/ports/order-lines/dead-letters");
        assertThat(found.get(0).get("details").get("reason").asString()).contains("rita");
    }

    @Test
    void nobodyReachesTheTokensOfOthersByTheirIds() {
        String made = server.send("POST", "/v1/tokens", TOKENS.get("ana"), "{\"name\":\"spare\"}")
                .body();
        String id = Json.mapper().readTree(made).get("id").asString();
        for (String name : List.of("gus", "olga", "dora", "robot")) {
            String token = TOKENS.get(name);
            assertThat(server.send("DELETE", "/v1/tokens/" + id, token, "").statusCode())
                    .as(name)
                    .isEqualTo(404);
            assertThat(server.send("GET", "/v1/tokens?user=ana", token, "").statusCode())
                    .isEqualTo(403);
            assertThat(server.send("POST", "/v1/tokens", token, "{\"name\":\"x\",\"user\":\"ana\"}")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(server.send("GET", "/v1/tokens", token, "").body()).doesNotContain(id);
        }
        assertThat(server.send("DELETE", "/v1/tokens/" + id, TOKENS.get("ana"), "")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void noTokenShowsUpInAnAnswerOrInTheLogOrTheAudit() throws IOException {
        String token = TOKENS.get("ana");
        List<String> answers = new ArrayList<>();
        List<String> heads = new ArrayList<>();
        for (String path : List.of(
                "/v1/me?token=" + token,
                "/v1/ports?access_token=" + token,
                "/v1/" + token,
                "/v1/tokens/" + token,
                "/v1/users/" + token,
                "/v1/teams/" + token,
                "/v1/domains/" + token,
                "/v1/domains/sales/products/" + token,
                "/v1/domains/sales/products/orders/ports/" + token,
                "/v1/runs?port=" + token,
                "/v1/ports?pageToken=" + token,
                "/v1/ports?pageSize=" + token,
                "/schema-registry/subjects/" + token + "/versions",
                "/schema-registry/schemas/ids/" + token,
                "/iceberg/v1/namespaces/" + token + "/tables/" + token,
                "/%" + token)) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                heads.add(method + " " + path + " HTTP/1.1\r\nAuthorization: Bearer " + token);
                heads.add(method + " " + path + " HTTP/1.1");
            }
        }
        String basic = Base64.getEncoder().encodeToString(("ana:" + token).getBytes(StandardCharsets.UTF_8));
        for (String header : List.of(
                "Authorization: " + token,
                "Authorization: Token " + token,
                "Authorization: Bearer " + token + "x",
                "Authorization: Bearer " + token + " " + token,
                "Authorization: Basic " + basic,
                "Authorization: Bearer eyJ" + token + ".x.y",
                "Cookie: token=" + token,
                "X-Token: " + token,
                "Content-Type: " + token,
                "Idempotency-Key: " + token,
                "Accept: " + token,
                "Origin: http://" + token,
                token + ": x",
                "no colon " + token)) {
            heads.add("POST /v1/queries HTTP/1.1\r\n" + header);
            heads.add("GET /schema-registry/subjects HTTP/1.1\r\n" + header);
            heads.add("POST /v1/domains/sales/products/orders/ports/order-lines/records HTTP/1.1\r\n" + header);
            heads.add("GET /v1/me HTTP/1.1\r\nAuthorization: Bearer " + TOKENS.get("gus") + "\r\n" + header);
        }
        heads.add(token + " /v1/me HTTP/1.1");
        for (String head : heads) {
            answers.add(raw(head));
        }
        String json = "{\"sql\":\"SELECT '" + token + "' + 1 FROM " + token + "\",\"" + token + "\":\"" + token + "\"}";
        for (Route route : server.routes()) {
            if (route.method().equals("POST") && !route.path().endsWith(":apply")) {
                answers.add(server.send("POST", route.path().replaceAll("[{<][^}>]*[}>]", "some-thing"), token, json)
                        .body());
            }
        }
        for (String page : List.of("/", "/health", "/ready", "/v1/login", "/v1/status", "/v1/me", "/v1/tokens")) {
            answers.add(server.send("GET", page, token, "").body());
        }

        answers.add(
                server.send("GET", "/v1/audit:export", WiredServer.ADMIN, "").body());

        List<String> secrets = new ArrayList<>(List.of(token, token.substring(7), basic));
        secrets.add(URLEncoder.encode(token, StandardCharsets.UTF_8));
        secrets.addAll(TOKENS.values());
        secrets.removeIf(String::isEmpty);
        secrets.add(WiredServer.ADMIN);
        for (String answer : answers) {
            assertThat(answer).doesNotContain(secrets.toArray(String[]::new));
        }
        StringBuilder log = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(LOG.list)) {
            log.append(event.getFormattedMessage()).append('\n');
            for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                log.append(cause.getMessage()).append('\n');
            }
        }
        assertThat(log.toString()).doesNotContain(secrets.toArray(String[]::new));
    }

    private static String raw(String head) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(20_000);
            String request = head + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, List<String>> declared() throws IOException {
        Path file = Path.of(System.getProperty("polder.root"), "spec", "openapi.yaml");
        Map<String, Object> spec =
                (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        Map<String, List<String>> declared = new TreeMap<>();
        ((Map<String, Map<String, Object>>) spec.get("paths"))
                .forEach((path, operations) -> operations.forEach((method, operation) -> {
                    if (operation instanceof Map<?, ?> described && described.get("x-access") != null) {
                        declared.put(key(method, path), (List<String>) described.get("x-access"));
                    }
                }));
        return declared;
    }

    /** Parameters may be called differently. */
    private static String key(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("[{<][^}>]*[}>]", "{}");
    }
}
