package dev.polder.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
    private static final Map<String, Principal> PEOPLE = Map.of(
            "ada", person(Set.of(MeshRole.ADMIN), Map.of()),
            "gus", person(Set.of(MeshRole.GOVERNANCE), Map.of()),
            "olga", person(Set.of(), Map.of(new DomainName("sales-eu"), DomainRole.OWNER)),
            "dev", person(Set.of(), Map.of(new DomainName("sales-eu"), DomainRole.DEVELOPER)),
            "ana", person(Set.of(), Map.of()),
            "process", new Principal("process", Kind.SYSTEM, Set.of(), Set.of(), Map.of()));

    private static HttpServer server;

    private static Principal person(Set<MeshRole> roles, Map<DomainName, DomainRole> domains) {
        return new Principal("somebody", Kind.PERSON, Set.of(), roles, domains);
    }

    @BeforeAll
    static void start() {
        Identities names = new Identities() {
            @Override
            public Optional<Principal> known(String token, String from) {
                return Optional.ofNullable(PEOPLE.get(token));
            }

            @Override
            public Principal identify(String token, String from) {
                return known(token, from).orElseThrow(() -> new PolderException(Code.UNAUTHENTICATED, "who?", "Say"));
            }
        };
        Routes routes = router -> {
            for (Access access : Access.values()) {
                router.post("/domains/{domain}/" + access, context -> context.result("usual"), access);
                router.post(
                        "/quick/{domain}/" + access,
                        context -> context.result("usual"),
                        request -> {
                            request.answer(Map.of("quick", true));
                            return true;
                        },
                        access);
            }
        };
        server = new HttpServer(HttpConfig.loopback(0), names, List.of(routes));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLIC, ada gus olga dev ana process",
        "SYSTEM, process",
        "CONSUMER, ada gus olga dev ana",
        "DEVELOPER, ada olga dev",
        "OWNER, ada olga",
        "GOVERNANCE, ada gus",
        "ADMIN, ada",
    })
    void aRouteAnswersWhoeverIsEnough(Access access, String allowed) throws Exception {
        for (String name : PEOPLE.keySet()) {
            int expected = Set.of(allowed.split(" ")).contains(name) ? 200 : 403;
            for (String path : List.of("/domains/sales-eu/", "/domains/sales_eu/", "/quick/sales-eu/")) {
                assertThat(post(path + access, name)).as(name + " at " + path).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"DEVELOPER", "OWNER"})
    void aRoleInOneDomainIsNoneInAnother(Access access) throws Exception {
        for (String path : List.of("/domains/support/", "/quick/support/", "/domains/sales-eu%2F../", "/quick/UP/")) {
            assertThat(post(path + access, "olga")).as(path).isIn(400, 403, 404);
            assertThat(post(path + access, "dev")).as(path).isIn(400, 403, 404);
        }
    }

    private static int post(String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
