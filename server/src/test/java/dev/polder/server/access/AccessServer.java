package dev.polder.server.access;

import dev.polder.core.access.DomainRole;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.PolicyDecider;
import dev.polder.server.SettableClock;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Identities;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.policy.Policies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Asking for access over HTTP, on a real PostgreSQL, by people whose token is their name, in the shipped example. */
final class AccessServer implements AutoCloseable {
    static final String LINES = "sales.orders.order-lines";

    /** An admin, governance, owners and developers of sales and marketing, and a visitor. */
    static final Map<String, Principal> PEOPLE = Map.of(
            "ada", person("ada", Set.of(), Set.of(MeshRole.ADMIN), Map.of()),
            "gus", person("gus", Set.of(), Set.of(MeshRole.GOVERNANCE), Map.of()),
            "olga", person("olga", Set.of("sales-team"), Set.of(), Map.of("sales", DomainRole.OWNER)),
            "oscar", person("oscar", Set.of("sales-team"), Set.of(), Map.of("sales", DomainRole.OWNER)),
            "dev", person("dev", Set.of("sales-builders"), Set.of(), Map.of("sales", DomainRole.DEVELOPER)),
            "mark", person("mark", Set.of("marketing-team"), Set.of(), Map.of("marketing", DomainRole.OWNER)),
            "ana", person("ana", Set.of("marketing-team"), Set.of(), Map.of("marketing", DomainRole.DEVELOPER)),
            "vic", person("vic", Set.of(), Set.of(), Map.of()));

    final SettableClock clock = new SettableClock();
    final Database database = TestDatabase.create();
    final MeshService mesh = new MeshService(database, clock);
    private final Policies policies = new Policies(mesh);
    final Decisions decisions =
            new Decisions(database, clock, grants -> new PolicyDecider(policies::basis, grants::of));
    final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
    private final HttpServer http;
    private final HttpClient client = HttpClient.newHttpClient();

    AccessServer() {
        KnownPrincipals principals = new KnownPrincipals() {
            @Override
            public Optional<Principal> find(String name) {
                return Principal.productNamed(name).map(Principal::of).or(() -> Optional.ofNullable(PEOPLE.get(name)));
            }

            @Override
            public List<Principal> membersOf(String team) {
                return PEOPLE.values().stream()
                        .filter(principal -> principal.teams().contains(team))
                        .toList();
            }
        };
        Identities identities = new Identities() {
            @Override
            public Optional<Principal> known(String token, String from) {
                return principals.find(token);
            }

            @Override
            public Principal identify(String token, String from) {
                return known(token, from).orElseThrow(() -> new PolderException(Code.UNAUTHENTICATED, "who?", "Say"));
            }
        };
        mesh.onChange(decisions::changed);
        policies.onChange(decisions::changed);
        http = new HttpServer(
                HttpConfig.loopback(0),
                identities,
                Accesses.routes(database, mesh, decisions, principals, audit::add, clock));
        http.start();
    }

    private static Principal person(
            String name, Set<String> teams, Set<MeshRole> roles, Map<String, DomainRole> domains) {
        Map<DomainName, DomainRole> own = new HashMap<>();
        domains.forEach((domain, role) -> own.put(new DomainName(domain), role));
        return new Principal(name, Kind.PERSON, teams, roles, own);
    }

    /** As if nobody had asked for anything, with the example as it is shipped. */
    void reset() {
        MeshFiles.retail().applyTo(mesh);
        database.useHandle(handle -> {
            handle.execute("truncate access_request, access_grant, access_history");
            handle.execute("update access_state set generation = generation + 1");
        });
        decisions.grants().look();
        audit.clear();
    }

    /** An answer: its status and its body. */
    record Answer(int status, JsonNode body) {
        String id() {
            return body.path("id").stringValue();
        }

        String state() {
            return body.path("state").stringValue();
        }

        String code() {
            return body.path("code").stringValue();
        }

        String detail() {
            return body.path("detail").stringValue();
        }
    }

    Answer post(String who, String path, Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)));
        return send(who, headers.length == 0 ? request : request.headers(headers));
    }

    Answer get(String who, String path) {
        return send(who, HttpRequest.newBuilder(URI.create(http.url() + path)));
    }

    private Answer send(String who, HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(
                    request.header("Authorization", "Bearer " + who).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), Json.parse(answer.body(), JsonNode.class));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What is asked for, further fields in pairs. */
    Map<String, Object> wish(Object... more) {
        Map<String, Object> wish = new HashMap<>(Map.of(
                "port",
                LINES,
                "purpose",
                "marketing",
                "until",
                clock.instant().plusSeconds(86_400).toString()));
        for (int i = 0; i < more.length; i += 2) {
            wish.put((String) more[i], more[i + 1]);
        }
        return wish;
    }

    Answer ask(String who, Object... more) {
        return post(who, "/v1/access-requests", wish(more));
    }

    Answer act(String who, String id, String action) {
        return act(who, id, action, Map.of());
    }

    Answer act(String who, String id, String action, Map<String, ?> body) {
        return post(who, "/v1/access-requests/" + id + ":" + action, body);
    }

    /** The ids of a list. */
    List<String> list(String who, String query) {
        return Stream.of(get(who, "/v1/access-requests" + query).body().path("items"))
                .flatMap(items -> items.valueStream())
                .map(item -> item.get("id").stringValue())
                .toList();
    }

    Answer decide(String who, Object... fields) {
        Map<String, Object> body = new HashMap<>(Map.of("port", LINES));
        for (int i = 0; i < fields.length; i += 2) {
            body.put((String) fields[i], fields[i + 1]);
        }
        return post(who, "/v1/decisions", body);
    }

    boolean mayRead(String who, String purpose) {
        return decide(who, "purpose", purpose).body().get("permitted").booleanValue();
    }

    @Override
    public void close() {
        http.close();
        decisions.close();
        policies.close();
        database.close();
    }
}
