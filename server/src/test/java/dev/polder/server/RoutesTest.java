package dev.polder.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.http.Access;
import dev.polder.server.http.Router.Route;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every route there is, called by everybody. */
class RoutesTest {
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");
    private static WiredServer server;

    @BeforeAll
    static void start() {
        server = new WiredServer(Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void withoutATokenOnlyWhatIsPublicAnswers() {
        for (Route route : server.routes()) {
            HttpResponse<String> answer = call(route, "", "{}");
            if (route.access().contains(Access.PUBLIC)) {
                assertThat(answer.statusCode()).as(route.toString()).isEqualTo(200);
            } else {
                assertThat(answer.statusCode()).as(route.toString()).isEqualTo(401);
            }
        }
        assertThat(server.routes())
                .filteredOn(route -> route.access().contains(Access.PUBLIC))
                .extracting(Route::path)
                .containsExactlyInAnyOrder("/", "/health", "/ready", "/openapi.yaml", "/v1/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"unknown\":1}", "nonsense", ""})
    void noBodyMakesARouteFail(String body) {
        for (Route route : server.routes()) {
            boolean system = route.access().contains(Access.SYSTEM);
            judge(route, call(route, WiredServer.ADMIN, body), !route.access().equals(Set.of(Access.SYSTEM)));
            judge(route, call(route, WiredServer.PROCESS, body), system);
        }
    }

    private static void judge(Route route, HttpResponse<String> answer, boolean allowed) {
        if (allowed || route.access().contains(Access.PUBLIC)) {
            // Kafka is away here, and what needs it says so.
            assertThat(answer.statusCode())
                    .as(route + ": " + answer.body())
                    .matches(status -> status < 500 || status == 503)
                    .isNotIn(401, 405);
        } else {
            assertThat(answer.statusCode()).as(route.toString()).isEqualTo(403);
        }
        assertThat(answer.body()).doesNotContain("\tat ", "\\tat ", "java.lang.");
    }

    @Test
    void theProcessReachesItsOwnRoutesTheSchemasAndTheCatalogOnly() {
        assertThat(server.routes())
                .filteredOn(route -> route.access().contains(Access.SYSTEM))
                .extracting(Route::path)
                .allMatch(path -> path.startsWith("/v1/internal/")
                        || path.equals("/v1/me")
                        || path.startsWith("/schema-registry")
                        || path.startsWith("/iceberg/"));
    }

    @Test
    void theSpecificationSaysExactlyWhatThereIs() throws IOException {
        Map<String, Set<String>> registered = new TreeMap<>();
        for (Route route : server.routes()) {
            registered.put(
                    key(route.method(), route.path()),
                    route.access().stream().map(Access::name).collect(Collectors.toSet()));
        }

        assertThat(specified()).isEqualTo(registered);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Set<String>> specified() throws IOException {
        Path file = Path.of(System.getProperty("polder.root"), "spec", "openapi.yaml");
        Map<String, Object> spec =
                (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        Map<String, Set<String>> specified = new TreeMap<>();
        ((Map<String, Map<String, Object>>) spec.get("paths"))
                .forEach((path, operations) -> operations.forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        List<String> access = (List<String>) ((Map<String, Object>) operation).get("x-access");
                        specified.put(key(method, path), Set.copyOf(access));
                    }
                }));
        return specified;
    }

    /** Parameters may be called differently. */
    private static String key(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("[{<][^}>]*[}>]", "{}");
    }

    private static HttpResponse<String> call(Route route, String token, String body) {
        String path = route.path().replace("{id}", "1").replaceAll("[{<][^}>]*[}>]", "some-thing");
        return server.send(route.method(), path, token, route.method().equals("POST") ? body : "");
    }
}
