package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.PortId;
import dev.polder.gate.AvroSchemas;
import dev.polder.server.TestTopics;
import dev.polder.server.WiredServer;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaAccess;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Forgetting on a real Kafka and a real PostgreSQL; the steps are told in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForgetTest {
    private static final String FOLDER = "domains/marketing/promotions/";
    private static final String PATH = "/v1/domains/marketing/products/promotions/ports/promotions";
    private static final PortId PORT = PortId.parse("marketing.promotions.promotions.v1");
    private static final int OTHERS = 1_500;
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: marketing.promotions.promotions
            version: 1.0.0
            status: active
            schema:
              - name: promotions
                logicalType: object
                customProperties: [{ property: subject, value: customer }, { property: subjectName, value: person }]
                properties:
                  - { name: promotion_id, logicalType: integer, required: true, primaryKey: true }
                  - { name: customer, logicalType: string, required: true, customProperties: [{ property: encrypt, value: deterministic }] }
                  - { name: mail, logicalType: string, customProperties: [{ property: encrypt, value: random }], logicalTypeOptions: { minLength: 3 } }
                  - { name: views, logicalType: integer }
            """;

    private static KafkaBrokerProcess broker;
    private static TestTopics topics;
    private static WiredServer server;
    private static Landed landed;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        topics = new TestTopics(broker.clientProperties());
        server = new WiredServer(
                Clock.systemUTC(),
                new KafkaAccess(broker.bootstrapServers(), broker.clientProperties(), Optional.empty(), 1));
        landed = new Landed(server, topics);
        server.start();
        server.change(
                MeshFiles.retail().only("domains/marketing").with(FOLDER + "contracts/promotions.odcs.yaml", CONTRACT));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.get(PATH + "/gate").at("/contract/version").asString(), "1.0.0"::equals);
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static JsonNode post(String path, String body) {
        HttpResponse<String> answer = server.send("POST", path, WiredServer.ADMIN, body);
        return Json.mapper().readTree(answer.body());
    }

    private static String record(int id, String customer) {
        return "{\"promotion_id\":" + id + ",\"customer\":\"" + customer + "\",\"mail\":\"" + customer
                + "@example.org\",\"views\":1}";
    }

    private static List<GenericRecord> records() {
        return landed.onTopic(PORT, AvroSchemas.of(PORT, server.schema(PORT).storedType()));
    }

    private static String rows(String sql) {
        JsonNode answer = post("/v1/queries", Json.text(Map.of("sql", sql)));
        return answer.has("rows") ? answer.path("rows").toString() : answer.toString();
    }

    private static long keys() {
        return server.database()
                .withHandle(handle -> handle.createQuery(
                                "select count(*) from privacy_subject_key where wrapped is not null")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    @Order(1)
    void everySubjectHasKeysOfItsOwn() {
        String body = IntStream.range(0, OTHERS)
                .mapToObj(i -> record(i, "c" + i))
                .collect(Collectors.joining(",", "[", "," + record(9001, "ana") + "," + record(9002, "ana") + "]"));

        JsonNode answer = post(PATH + "/records", body);

        assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(OTHERS + 2);
        assertThat(keys()).isEqualTo(OTHERS + 1);
        landed.append(PORT, records());
        assertThat(
                        rows(
                                "SELECT promotion_id, customer, mail FROM marketing.promotions.promotions WHERE customer = 'ana' ORDER BY 1"))
                .isEqualTo("[[9001,\"ana\",\"ana@example.org\"],[9002,\"ana\",\"ana@example.org\"]]");
        assertThat(rows("SELECT count(*), count(DISTINCT mail) FROM marketing.promotions.promotions"))
                .isEqualTo("[[" + (OTHERS + 2) + "," + (OTHERS + 1) + "]]");
        assertThat(records().stream().map(record -> record.get("customer")).distinct())
                .hasSize(OTHERS + 1);
    }

    @Test
    @Order(2)
    void aRowWithAnotherSubjectsValueIsRefused() {
        List<GenericRecord> records = records();
        GenericRecord ana = find(records, 9001);
        GenericRecord other = find(records, 17);
        ColumnTrial trial = new ColumnTrial(server, PORT, server.schema(PORT));

        String mail = ana.get("mail").toString();
        assertThat(trial.open("mail", mail, ana.get("customer").toString())).isEqualTo("ana@example.org");
        assertThat(trial.open("mail", mail, other.get("customer").toString())).isEqualTo("refused");
        assertThat(trial.open("mail", mail, "ana")).isEqualTo("refused");
        assertThat(trial.open("mail", mail, null)).isEqualTo("refused");
    }

    private static GenericRecord find(List<GenericRecord> records, int id) {
        return records.stream()
                .filter(record -> record.get("promotion_id").equals((long) id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(3)
    void whoIsForgottenCannotBeReadAnywhereAndOthersCan() {
        post(
                PATH + "/records",
                "[{\"promotion_id\":1,\"customer\":\"ana\",\"mail\":\"a\"},{\"promotion_id\":2,\"customer\":\"c5\",\"mail\":\"a\"}]");
        post(PATH + "/records", "{\"promotion_id\":3,\"customer\":\"ana\",\"mail\":");
        post(PATH + "/records", "{\"promotion_id\":4,\"customer\":\"anabel\",\"mail\":");

        JsonNode proof = post(PATH + ":forget", "{\"subject\":\"ana\"}");

        assertThat(proof.path("proven").asBoolean()).as(proof.toPrettyString()).isTrue();
        assertThat(proof.toString()).doesNotContain("\"ana\"");
        assertThat(place(proof, "topic", "subject")).isEqualTo("[2,4,0]");
        assertThat(place(proof, "topic", "others")).isEqualTo("[1000,2000,2000]");
        assertThat(place(proof, "table", "subject")).isEqualTo("[2,4,0]");
        assertThat(place(proof, "dead-letters", "subject")).isEqualTo("[2,2,0]");
        assertThat(place(proof, "dead-letters", "others")).isEqualTo("[2,2,2]");
        assertThat(keys()).isEqualTo(OTHERS + 1);
        assertThat(
                        rows(
                                "SELECT promotion_id, customer, mail FROM marketing.promotions.promotions WHERE promotion_id > 9000 OR promotion_id = 5 ORDER BY 1"))
                .isEqualTo("[[5,\"c5\",\"c5@example.org\"],[9001,null,null],[9002,null,null]]");
    }

    private static String place(JsonNode proof, String place, String which) {
        for (JsonNode each : proof.path("places")) {
            if (each.path("place").asString().equals(place)) {
                JsonNode tried = each.path(which);
                return "[" + tried.path("records") + "," + tried.path("values") + "," + tried.path("readable") + "]";
            }
        }
        return "none";
    }

    @Test
    @Order(4)
    void recordsOfWhoWasForgottenComeWithoutThePerson() {
        JsonNode answer = post(PATH + "/records", "[" + record(9003, "ana") + "]");

        assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(1);
        GenericRecord late = find(records(), 9003);
        assertThat(late.get("mail")).isEqualTo(late.get("customer"));
        landed.append(PORT, List.of(late));
        assertThat(rows("SELECT customer, mail, views FROM marketing.promotions.promotions WHERE promotion_id = 9003"))
                .isEqualTo("[[null,null,1]]");
        assertThat(keys()).isEqualTo(OTHERS + 1);
    }

    @Test
    @Order(5)
    void aRotationThatRewrapsMakesOldCopiesUseless() {
        byte[] before = wrapped();

        JsonNode rotated = post("/v1/domains/marketing/keys:rotate", "{\"rewrap\":true}");

        assertThat(rotated.path("rewrapped").asInt()).as(rotated.toString()).isEqualTo(OTHERS + 1);
        assertThat(rotated.at("/keys/subject")).hasSize(1);
        assertThat(rotated.at("/keys/value").size()).isEqualTo(2);
        assertThat(wrapped()).isNotEqualTo(before);
        assertThat(rows("SELECT mail FROM marketing.promotions.promotions WHERE promotion_id = 7"))
                .isEqualTo("[[\"c7@example.org\"]]");
        JsonNode list = server.get("/v1/keys");
        assertThat(list.at("/items/0/domain").asString()).isEqualTo("marketing");
    }

    private static byte[] wrapped() {
        return server.database()
                .withHandle(handle -> handle.createQuery(
                                "select wrapped from privacy_subject_key where wrapped is not null order by id limit 1")
                        .mapTo(byte[].class)
                        .one());
    }

    @Test
    @Order(6)
    void whatCannotBeForgottenIsSaid() {
        assertThat(post(PATH + ":forget", "{}").path("code").asString()).isEqualTo("BODY_INVALID");
        assertThat(post(PATH.replace("ports/promotions", "ports/none") + ":forget", "{\"subject\":\"x\"}")
                        .path("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    @Order(7)
    void aQueryThatReadsAMovedValueIsToldWhichColumnAndWhy() {
        GenericRecord moved = find(records(), 17);
        moved.put("mail", find(records(), 18).get("mail"));
        landed.append(PORT, List.of(moved));

        JsonNode refused =
                post("/v1/queries", Json.text(Map.of("sql", "SELECT mail FROM marketing.promotions.promotions")));

        assertThat(refused.path("code").asString()).isEqualTo("SQL_FAILED");
        assertThat(refused.toString())
                .contains("A value of the encrypted column mail cannot be read: it is of another subject than its row")
                .doesNotContain("c17", "c18");
    }
}
