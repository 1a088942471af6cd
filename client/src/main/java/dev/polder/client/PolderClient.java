package dev.polder.client;

import dev.polder.core.contract.ContractChange;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.policy.PolicyName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Polder's REST API. Calls block until the answer is there; nothing is retried.
 *
 * <p>Every method throws {@link PolderException}: what the server refused, with its code, remedy and findings; or
 * {@code UNAVAILABLE} when no server answers. Instances have no state and may be used by several threads.
 */
public final class PolderClient {
    /** Kafka's clients wait for these. */
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration SLOW = Duration.ofMinutes(10);
    private static final String KAFKA = "/v1/me/kafka-credentials";
    private static final int MAX_PAGE = 1000;
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final URI server;
    private final Transport transport;

    /**
     * @param server such as {@code http://127.0.0.1:7480}
     * @param token of the principal that asks; without one only health can be read
     */
    public PolderClient(URI server, Optional<String> token) {
        this(server, token, Optional.empty());
    }

    /** @param ca a file, PEM, with the authorities to trust in place of those that Java trusts */
    public PolderClient(URI server, Optional<String> token, Optional<Path> ca) {
        if (!("http".equals(server.getScheme()) || "https".equals(server.getScheme())) || server.getHost() == null) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + server + "' is not the address of a server",
                    "Write it as http://host:port, such as http://127.0.0.1:7480");
        }
        this.server = withoutFinalSlash(server);
        this.transport = new Transport(this.server, token, ca.map(Authorities::in));
    }

    public URI server() {
        return server;
    }

    /** Liveness and parts; needs no token. */
    public Json health() {
        return read("/health");
    }

    /** Whether every part is up; needs no token. */
    public boolean isReady() {
        try {
            return transport.exchange(
                    "GET",
                    "/ready",
                    Map.of(),
                    Optional.empty(),
                    QUICK,
                    (connection, body) -> connection.getResponseCode() == 200);
        } catch (PolderException e) {
            if (e.code() == Code.UNAVAILABLE || e.code() == Code.NOT_READY) {
                return false;
            }
            throw e;
        }
    }

    /** What {@link #apply} would change. */
    public MeshPlan plan(List<MeshFile> files, ApplyOptions options) {
        return MeshPlan.of(send("/v1/mesh:plan", mesh(files, options), SLOW));
    }

    /**
     * Who reads what changes in a contract, on the ports of the mesh that have it.
     *
     * @param contract its id
     * @param version that is changed
     */
    public MeshPlan.Readers readers(String contract, String version, List<ContractChange> changes) {
        Json body = Json.object()
                .with("contract", contract)
                .with("version", version)
                .with(
                        "changes",
                        Json.array(changes.stream()
                                .map(change -> Json.object()
                                        .with("object", change.object())
                                        .with("path", change.path())
                                        .done())
                                .toList()))
                .done();
        return MeshPlan.Readers.of(send("/v1/contracts:readers", body, SLOW));
    }

    /** Changes the mesh to what the files say, all or nothing. */
    public MeshPlan apply(List<MeshFile> files, ApplyOptions options) {
        return MeshPlan.of(send("/v1/mesh:apply", mesh(files, options), SLOW));
    }

    /**
     * What an apply may do besides creating and changing.
     *
     * @param prune whether domains and products that the files do not have are removed
     * @param allowRemovals whether ports and their data may be removed
     */
    public record ApplyOptions(boolean prune, boolean allowRemovals) {}

    public List<Json> domains() {
        return list("/v1/domains");
    }

    public List<Json> products() {
        return list("/v1/products");
    }

    public List<Json> ports() {
        return list("/v1/ports");
    }

    public List<Json> contracts() {
        return list("/v1/contracts");
    }

    public List<Json> policies() {
        return list("/v1/policies");
    }

    /**
     * What policies would hit, were they applied.
     *
     * @param without names of policies that would be taken back
     */
    public Json policyImpact(List<MeshFile> files, List<String> without) {
        return send(
                "/v1/policies:impact",
                Json.object()
                        .with("files", files(files))
                        .with("without", Json.texts(without))
                        .done(),
                SLOW);
    }

    /** Exceptions to policies. */
    public List<Json> exceptions() {
        return list("/v1/exceptions");
    }

    public Json policy(PolicyName policy) {
        return read("/v1/policies/" + policy);
    }

    public Json domain(DomainName domain) {
        return read(path(domain));
    }

    public Json product(ProductAddress product) {
        return read(path(product));
    }

    public Json port(PortAddress port) {
        return read(path(port));
    }

    /** The port's contract, verbatim. */
    public String contract(PortAddress port) {
        return transport.exchange(
                "GET",
                path(port).concat("/contract"),
                Map.of("Accept", "application/yaml, */*"),
                Optional.empty(),
                QUICK,
                (connection, body) -> text(body));
    }

    /**
     * What a gate needs to judge a port's records as the server does.
     *
     * @param known the tag of an earlier answer
     * @return empty while that answer still holds
     */
    public Optional<GateDescription> gate(PortId port, Optional<String> known) {
        return transport.exchange(
                "GET",
                path(port.address()) + "/gate?major=" + port.major(),
                known.map(tag -> Map.of("If-None-Match", tag)).orElse(Map.of()),
                Optional.empty(),
                PROMPT,
                (connection, body) -> connection.getResponseCode() == HttpURLConnection.HTTP_NOT_MODIFIED
                        ? Optional.empty()
                        : Optional.of(GateDescription.of(connection.getHeaderField("ETag"), json(connection, body))));
    }

    /** The Avro schema that an id stands for on the topics. */
    public String schema(int id) {
        return transport
                .exchange(
                        "GET",
                        "/schema-registry/schemas/ids/" + id,
                        Map.of(),
                        Optional.empty(),
                        PROMPT,
                        PolderClient::json)
                .text("schema")
                .orElseThrow(() -> JsonReader.invalid("it has no schema", null));
    }

    /** Removes a domain with all it has; answers what was removed. */
    public MeshPlan delete(DomainName domain) {
        return delete(path(domain));
    }

    public MeshPlan delete(ProductAddress product) {
        return delete(path(product));
    }

    /** What {@link #delete(DomainName)} would remove, or the refusal it would meet. */
    public MeshPlan planDelete(DomainName domain) {
        return delete(path(domain).concat("?dryRun=true"));
    }

    public MeshPlan planDelete(ProductAddress product) {
        return delete(path(product).concat("?dryRun=true"));
    }

    /**
     * Sends records through the gate. With the same key and the same body a second call does nothing and answers the same.
     *
     * @param port without a major version the newest active one
     * @param idempotencyKey names this body; empty when it need not be repeatable
     */
    public IngestResult ingest(NamedPort port, Body records, Optional<String> idempotencyKey) {
        Map<String, String> headers =
                idempotencyKey.map(key -> Map.of("Idempotency-Key", key)).orElse(Map.of());
        String path = path(port.address()).concat("/records");
        return IngestResult.of(transport.exchange(
                "POST",
                port.major().isPresent() ? path + "?major=" + port.major().getAsInt() : path,
                headers,
                Optional.of(records),
                SLOW,
                PolderClient::json));
    }

    /**
     * Records that the gate refused.
     *
     * @param major empty for the newest active major version
     */
    public DeadLetterClient deadLetters(PortAddress port, OptionalInt major) {
        return new DeadLetterClient(transport, port, major);
    }

    /** Requests for access, grants and decisions. */
    public AccessClient access() {
        return new AccessClient(transport);
    }

    public AuditClient audit() {
        return new AuditClient(transport);
    }

    /** Users, teams and tokens. */
    public IdentityClient identity() {
        return new IdentityClient(transport);
    }

    public Json status() {
        return read("/v1/status");
    }

    /** The newest runs, newest first, of all transforms or of the one that makes a port. */
    public List<Json> runs(Optional<PortAddress> port, int limit) {
        String path = "/v1/runs?pageSize=" + Math.min(limit, MAX_PAGE)
                + port.map(address -> "&port=".concat(encoded(address.toString())))
                        .orElse("");
        return list(path, limit);
    }

    /** Runs the transform that makes the port now; answers the run. */
    public Json run(PortAddress port) {
        return send(path(port).concat(":run"), Json.object().done(), QUICK);
    }

    /** Runs one SELECT and hands its rows on as they come. */
    public QueryRows.Summary query(String sql, Optional<String> purpose, OptionalInt maxRows, QueryRows rows) {
        return transport.exchange(
                "POST",
                "/v1/queries",
                Map.of(),
                Optional.of(body(query(sql, purpose, maxRows))),
                SLOW,
                (connection, body) -> new QueryReader(rows, connection.getHeaderField("Polder-Snapshots")).read(body));
    }

    /**
     * Runs one SELECT and copies the answer as the server writes it.
     *
     * @param mediaType {@code application/json}, {@code application/x-ndjson} or {@code text/csv}
     */
    public void query(String sql, Optional<String> purpose, OptionalInt maxRows, String mediaType, OutputStream out) {
        transport.exchange(
                "POST",
                "/v1/queries",
                Map.of("Accept", mediaType),
                Optional.of(body(query(sql, purpose, maxRows))),
                SLOW,
                (connection, body) -> body.transferTo(out));
    }

    private static Json query(String sql, Optional<String> purpose, OptionalInt maxRows) {
        Json.Members query = Json.object().with("sql", sql);
        purpose.ifPresent(said -> query.with("purpose", said));
        maxRows.ifPresent(rows -> query.with("maxRows", rows));
        return query.done();
    }

    private static Json mesh(List<MeshFile> files, ApplyOptions options) {
        return Json.object()
                .with("files", files(files))
                .with("prune", options.prune())
                .with("allowRemovals", options.allowRemovals())
                .done();
    }

    /** The ids of the keys of each domain. */
    public List<Json> keys() {
        return read("/v1/keys").at("items").items();
    }

    /**
     * Gives a domain new keys.
     *
     * @param rewrap whether the keys of subjects are wrapped anew
     */
    public Json rotateKeys(DomainName domain, boolean rewrap) {
        return send(
                "/v1/domains/" + domain + "/keys:rotate",
                Json.object().with("rewrap", rewrap).done(),
                SLOW);
    }

    /**
     * Destroys the keys of a subject; answers what was tried to read something of it.
     *
     * @param evenUnknown whether also those of somebody of whom there is nothing
     * @throws PolderException SUBJECT_UNKNOWN when there is nothing of the subject, and it is not asked for all the same
     */
    public Json forget(PortAddress port, OptionalInt major, String subject, boolean evenUnknown) {
        Json.Members body = Json.object().with("subject", subject).with("evenUnknown", evenUnknown);
        major.ifPresent(number -> body.with("major", number));
        return send(path(port).concat(":forget"), body.done(), SLOW);
    }

    /** The caller's Kafka user, without its password. */
    public Json kafkaCredentials() {
        return read(KAFKA);
    }

    /**
     * Makes the caller's Kafka user; the answer is the only one with its password.
     *
     * @param rotate whether to make another password when there is one
     */
    public Json makeKafkaCredentials(boolean rotate) {
        return send(KAFKA, Json.object().with("rotate", rotate).done(), QUICK);
    }

    /** Ends the caller's Kafka user. */
    public void removeKafkaCredentials() {
        transport.exchange("DELETE", KAFKA, Map.of(), Optional.empty(), QUICK, (connection, body) -> true);
    }

    private static Json files(List<MeshFile> files) {
        return Json.array(files.stream()
                .map(file -> Json.object()
                        .with("path", file.path())
                        .with("content", file.content())
                        .done())
                .toList());
    }

    private Json read(String path) {
        return transport.exchange("GET", path, Map.of(), Optional.empty(), QUICK, PolderClient::json);
    }

    private MeshPlan delete(String path) {
        return MeshPlan.of(transport.exchange("DELETE", path, Map.of(), Optional.empty(), SLOW, PolderClient::json));
    }

    private Json send(String path, Json body, Duration answerWithin) {
        return transport.exchange("POST", path, Map.of(), Optional.of(body(body)), answerWithin, PolderClient::json);
    }

    private List<Json> list(String path) {
        return list(path + "?pageSize=" + MAX_PAGE, Integer.MAX_VALUE);
    }

    /** Page after page, until there are enough. */
    private List<Json> list(String path, int limit) {
        List<Json> items = new ArrayList<>();
        String next = path;
        while (true) {
            Json page = read(next);
            items.addAll(page.at("items").items());
            Optional<String> token = page.text("nextPageToken");
            if (token.isEmpty() || items.size() >= limit) {
                return items.size() > limit ? items.subList(0, limit) : items;
            }
            next = path + "&pageToken=" + encoded(token.get());
        }
    }

    static Body body(Json json) {
        byte[] bytes = json.compact().getBytes(StandardCharsets.UTF_8);
        return Body.of("application/json", bytes, bytes.length);
    }

    static Json json(HttpURLConnection connection, InputStream body) throws IOException {
        String text = text(body);
        return text.isBlank() ? Json.NULL : Json.parse(text);
    }

    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
        if (bytes.length > MAX_ANSWER_BYTES) {
            throw new IOException("the answer is larger than " + (MAX_ANSWER_BYTES >> 20) + " MB");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String path(DomainName domain) {
        return "/v1/domains/" + domain;
    }

    private static String path(ProductAddress product) {
        return path(product.domain()) + "/products/" + product.product();
    }

    private static String path(PortAddress port) {
        return path(port.productAddress()) + "/ports/" + port.port();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static URI withoutFinalSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }
}
