package dev.polder.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.TopicFormat;
import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Json;
import dev.polder.server.http.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SchemaRoutesTest {
    private static final PortId LINES = PortId.parse("sales.orders.lines.v1");
    private static final String SUBJECT = "sales.orders.lines.v1-value";
    private static final DataType.Struct FIRST = struct(field("id", true));
    private static final DataType.Struct SECOND = struct(field("id", true), field("note", false));

    private Database database;
    private SchemaRegistry registry;
    private HttpServer server;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        registry = new SchemaRegistry(database, Clock.systemUTC());
        server = new HttpServer(
                HttpConfig.loopback(0), new Tokens("admin", "process"), List.of(new SchemaRoutes(registry)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void theSameSchemaKeepsItsId() {
        int first = registry.register(LINES, TopicFormat.AVRO, FIRST);
        int second = registry.register(LINES, TopicFormat.AVRO, SECOND);

        assertThat(second).isNotEqualTo(first);
        assertThat(registry.register(LINES, TopicFormat.AVRO, FIRST)).isEqualTo(first);
        assertThat(new SchemaRegistry(database, Clock.systemUTC()).register(LINES, TopicFormat.AVRO, SECOND))
                .isEqualTo(second);
        assertThat(json("/subjects/" + SUBJECT + "/versions").toString()).isEqualTo("[1,2]");
    }

    @Test
    void aSchemaIsFoundByItsId() {
        int id = registry.register(LINES, TopicFormat.AVRO, FIRST);

        JsonNode answer = json("/schemas/ids/" + id);

        assertThat(answer.propertyNames()).containsExactly("schema");
        assertThat(new Schema.Parser().parse(answer.get("schema").asString()))
                .isEqualTo(new Schema.Parser().parse(SchemaRegistry.avro(LINES, FIRST)));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "latest, 2", "-1, 2"})
    void aSubjectHasVersions(String asked, int version) {
        registry.register(LINES, TopicFormat.AVRO, FIRST);
        int second = registry.register(LINES, TopicFormat.AVRO, SECOND);

        JsonNode answer = json("/subjects/" + SUBJECT + "/versions/" + asked);

        assertThat(answer.propertyNames()).containsExactly("subject", "version", "id", "schema");
        assertThat(answer.get("subject").asString()).isEqualTo(SUBJECT);
        assertThat(answer.get("version").asInt()).isEqualTo(version);
        assertThat(answer.get("id").asInt()).isEqualTo(version == 2 ? second : second - 1);
        assertThat(json("/subjects").toString()).isEqualTo("[\"" + SUBJECT + "\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "/subjects/nothing/versions, 40401",
        "/subjects/nothing/versions/latest, 40401",
        "/subjects/sales.orders.lines.v1-value/versions/9, 40402",
        "/subjects/sales.orders.lines.v1-value/versions/9/schema, 40402",
        "/subjects/nothing/versions/1/referencedby, 40401",
        "/schemas/ids/999/schema, 40403",
        "/schemas/ids/999/versions, 40403",
        "/schemas/ids/one/subjects, 40403",
        "/schemas/ids/999, 40403",
        "/schemas/ids/99999999999999999999, 40403",
        "/schemas/ids/one, 40403"
    })
    void whatIsNotThereIsRefusedInThatApisForm(String path, int code) {
        registry.register(LINES, TopicFormat.AVRO, FIRST);

        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode body = Json.mapper().readTree(answer.body());
        assertThat(body.get("error_code").asInt()).isEqualTo(code);
        assertThat(body.get("message").asString()).contains("not found");
        assertThat(body.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | {}",
                "/subjects?subjectPrefix=sales | ['sales.orders.lines.v1-value']",
                "/subjects?subjectPrefix=:.:sales&deleted=true | ['sales.orders.lines.v1-value']",
                "/subjects?subjectPrefix=support | []",
                "/subjects?offset=1 | []",
                "/subjects?deletedOnly=true | []",
                "/subjects/:.:sales.orders.lines.v1-value/versions?deleted=false | [1,2]",
                "/subjects/sales.orders.lines.v1-value/versions?offset=1&limit=5 | [2]",
                "/subjects/sales.orders.lines.v1-value/versions?limit=-1 | [1,2]",
                "/subjects/sales.orders.lines.v1-value/versions/2/referencedby | []",
                "/schemas/types | ['AVRO']",
                "/schemas/ids/1/subjects | ['sales.orders.lines.v1-value']",
                "/schemas/ids/2/versions | [{'subject':'sales.orders.lines.v1-value','version':2}]",
                "/config | {'compatibilityLevel':'FULL_TRANSITIVE'}",
                "/config/x?defaultToGlobal=true | {'compatibilityLevel':'FULL_TRANSITIVE'}",
                "/mode | {'mode':'READONLY'}",
                "/mode/x?defaultToGlobal=true | {'mode':'READONLY'}",
                "/contexts | ['.']",
                "/v1/metadata/id | {'id':'','scope':{'path':[],'clusters':{'schema-registry-cluster':'polder'}}}"
            })
    void whatClientsAskForIsThere(String path, String answer) {
        registry.register(LINES, TopicFormat.AVRO, FIRST);
        registry.register(LINES, TopicFormat.AVRO, SECOND);

        assertThat(json(path)).isEqualTo(Json.mapper().readTree(answer.replace('\'', '"')));
    }

    @Test
    void aSchemaCanBeHadUnquoted() {
        int id = registry.register(LINES, TopicFormat.AVRO, FIRST);

        assertThat(json("/schemas/ids/" + id + "/schema").toString()).isEqualTo(SchemaRegistry.avro(LINES, FIRST));
        assertThat(json("/subjects/" + SUBJECT + "/versions/1/schema").toString())
                .isEqualTo(SchemaRegistry.avro(LINES, FIRST));
    }

    @Test
    void allSchemasCanBeListed() {
        registry.register(LINES, TopicFormat.AVRO, FIRST);
        registry.register(LINES, TopicFormat.AVRO, SECOND);
        registry.register(PortId.parse("support.returns.returns.v1"), TopicFormat.AVRO, FIRST);

        assertThat(json("/schemas")).hasSize(3);
        assertThat(json("/schemas?latestOnly=true&subjectPrefix=sales"))
                .singleElement()
                .satisfies(schema -> assertThat(schema.get("version").asInt()).isEqualTo(2));
    }

    @Test
    void aSchemaIsLookedUpWhateverGeneratedCodeAddsToIt() {
        registry.register(LINES, TopicFormat.AVRO, FIRST);
        int id = registry.register(LINES, TopicFormat.AVRO, SECOND);
        String written = SchemaRegistry.avro(LINES, SECOND)
                .replace("\"string\"", "{\"type\":\"string\",\"avro.java.string\":\"String\"}")
                .replace("\"fields\"", "\"doc\":\"words\",\"fields\"");

        HttpResponse<String> found = post("/subjects/" + SUBJECT + "?normalize=true", schema(written));
        HttpResponse<String> registered = post("/subjects/" + SUBJECT + "/versions", schema(written));

        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(Json.mapper().readTree(found.body()).get("version").asInt()).isEqualTo(2);
        assertThat(registered.body()).isEqualTo("{\"id\":" + id + "}");
        assertThat(json("/subjects/" + SUBJECT + "/versions").toString()).isEqualTo("[1,2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/subjects/nothing | {'schema':TEXT} | 40401",
                "/subjects/sales.orders.lines.v1-value | {'schema':TEXT} | 40403",
                "/subjects/sales.orders.lines.v1-value | {'schema':'{'} | 42201",
                "/subjects/sales.orders.lines.v1-value | {'schema':''} | 42201",
                "/subjects/sales.orders.lines.v1-value | {} | 42201",
                "/subjects/sales.orders.lines.v1-value | nonsense | 400",
                "/subjects/sales.orders.lines.v1-value/versions | {'schema':'{}','schemaType':'JSON'} | 42201",
                "/subjects/sales.orders.lines.v1-value/versions | {'schema':TEXT} | 42205",
                "/subjects/nothing/versions | {'schema':TEXT} | 42205",
                "/compatibility/subjects/sales.orders.lines.v1-value/versions/7 | {'schema':TEXT} | 40402",
                "/compatibility/subjects/sales.orders.lines.v1-value/versions/x | {'schema':TEXT} | 42202",
                "/compatibility/subjects/nothing/versions/1 | {'schema':TEXT} | 40401"
            })
    void whatCannotBeTakenIsRefusedWithItsCode(String path, String body, int code) {
        registry.register(LINES, TopicFormat.AVRO, FIRST);

        HttpResponse<String> answer = post(path, body.replace('\'', '"').replace("TEXT", "\"\\\"string\\\"\""));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code > 1000 ? code / 100 : code);
        assertThat(Json.mapper().readTree(answer.body()).get("error_code").asInt())
                .as(answer.body())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /subjects/sales.orders.lines.v1-value",
        "DELETE, /subjects/sales.orders.lines.v1-value/versions/1",
        "DELETE, /subjects/sales.orders.lines.v1-value/versions/latest?permanent=true",
        "PUT, /config",
        "PUT, /config/sales.orders.lines.v1-value",
        "DELETE, /config/sales.orders.lines.v1-value",
        "PUT, /mode",
        "PUT, /mode/sales.orders.lines.v1-value"
    })
    void writingIsRefusedWithTheWayThatIsOpen(String method, String path) {
        registry.register(LINES, TopicFormat.AVRO, FIRST);

        HttpResponse<String> answer = send(method, path, "{\"compatibility\":\"NONE\"}", "Bearer process");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("42205", "polder apply");
        assertThat(json("/subjects/" + SUBJECT + "/versions").toString()).isEqualTo("[1]");
    }

    @Test
    void settingsOfASubjectAreThoseOfAll() {
        assertThat(get("/config/" + SUBJECT).body()).contains("40408");
        assertThat(get("/mode/" + SUBJECT).body()).contains("40409");
    }

    @Test
    void compatibilityIsWhetherBothCanReadEachOther() {
        registry.register(LINES, TopicFormat.AVRO, FIRST);
        String path = "/compatibility/subjects/" + SUBJECT + "/versions/latest";
        String more = schema(SchemaRegistry.avro(LINES, SECOND));
        String other = schema(SchemaRegistry.avro(LINES, struct(field("id", true), field("note", true))));

        assertThat(post(path, more).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(post(path, other).body()).isEqualTo("{\"is_compatible\":false}");
        assertThat(post("/compatibility/subjects/" + SUBJECT + "/versions?verbose=true", other)
                        .body())
                .contains("\"is_compatible\":false", "READER_FIELD_MISSING_DEFAULT_VALUE", "note");
        assertThat(post("/compatibility/subjects/nothing/versions/latest", more).body())
                .isEqualTo("{\"is_compatible\":true}");
    }

    @ParameterizedTest
    @CsvSource({"any:process, 200", ":admin, 200", "admin:wrong, 401", "process, 401", "process:, 401"})
    void aTokenMayComeAsThePasswordOfHttpBasic(String pair, int status) {
        String credentials = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        assertThat(send("GET", "/subjects", "", credentials).statusCode()).isEqualTo(status);
        assertThat(send("GET", "", "", credentials).statusCode()).isEqualTo(status);
    }

    @Test
    void credentialsThatAreNoneAreRefused() {
        assertThat(send("GET", "/subjects", "", "Basic %%%").statusCode()).isEqualTo(401);
        assertThat(send("GET", "/subjects", "", "Basic").statusCode()).isEqualTo(401);
    }

    private static String schema(String avro) {
        return Json.text(Map.of("schema", avro));
    }

    private HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, "Bearer process");
    }

    private JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        return Json.mapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, "", "Bearer process");
    }

    private HttpResponse<String> send(String method, String path, String body, String authorization) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/schema-registry" + path))
                .header("Authorization", authorization)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static DataType.Struct struct(DataType.Field... fields) {
        return new DataType.Struct(List.of(fields));
    }

    private static DataType.Field field(String name, boolean required) {
        return new DataType.Field(name, new DataType.Text(), required);
    }
}
