package dev.polder.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.DataType;
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
import java.time.Clock;
import java.util.List;
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
        int first = registry.register(LINES, FIRST);
        int second = registry.register(LINES, SECOND);

        assertThat(second).isNotEqualTo(first);
        assertThat(registry.register(LINES, FIRST)).isEqualTo(first);
        assertThat(new SchemaRegistry(database, Clock.systemUTC()).register(LINES, SECOND))
                .isEqualTo(second);
        assertThat(json("/subjects/" + SUBJECT + "/versions").toString()).isEqualTo("[1,2]");
    }

    @Test
    void aSchemaIsFoundByItsId() {
        int id = registry.register(LINES, FIRST);

        JsonNode answer = json("/schemas/ids/" + id);

        assertThat(answer.propertyNames()).containsExactly("schema");
        assertThat(new Schema.Parser().parse(answer.get("schema").asString()))
                .isEqualTo(new Schema.Parser().parse(SchemaRegistry.avro(LINES, FIRST)));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "latest, 2", "-1, 2"})
    void aSubjectHasVersions(String asked, int version) {
        registry.register(LINES, FIRST);
        int second = registry.register(LINES, SECOND);

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
        "/schemas/ids/999, 40403",
        "/schemas/ids/99999999999999999999, 40403",
        "/schemas/ids/one, 40403"
    })
    void whatIsNotThereIsRefusedInThatApisForm(String path, int code) {
        registry.register(LINES, FIRST);

        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode body = Json.mapper().readTree(answer.body());
        assertThat(body.get("error_code").asInt()).isEqualTo(code);
        assertThat(body.get("message").asString()).endsWith("not found.");
        assertThat(body.size()).isEqualTo(2);
    }

    private JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        return Json.mapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/schema-registry" + path))
                .header("Authorization", "Bearer process")
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
