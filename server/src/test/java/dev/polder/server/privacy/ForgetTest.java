package dev.polder.server.privacy;

import static dev.polder.server.privacy.SealedPort.PATH;
import static dev.polder.server.privacy.SealedPort.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.http.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Table;
import org.jdbi.v3.core.Handle;
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

    private static SealedPort sealed;
    private static long oldest;

    @BeforeAll
    static void start() {
        sealed = SealedPort.of(CONTRACT);
    }

    @AfterAll
    static void stop() {
        sealed.close();
    }

    private static String record(int id, String customer) {
        return "{\"promotion_id\":" + id + ",\"customer\":\"" + customer + "\",\"mail\":\"" + customer
                + "@example.org\",\"views\":1}";
    }

    private static long keys() {
        return sealed.server()
                .database()
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

        JsonNode answer = sealed.post(PATH + "/records", body);

        assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(OTHERS + 2);
        assertThat(keys()).isEqualTo(OTHERS + 1);
        Path file = sealed.landed().append(PORT, sealed.records());
        oldest = sealed.server().provisioned(PORT).currentSnapshot().snapshotId();
        assertThat(
                        sealed.rows(
                                "SELECT promotion_id, customer, mail FROM marketing.promotions.promotions WHERE customer = 'ana' ORDER BY 1"))
                .isEqualTo("[[9001,\"ana\",\"ana@example.org\"],[9002,\"ana\",\"ana@example.org\"]]");
        assertThat(sealed.rows("SELECT count(*), count(DISTINCT mail) FROM marketing.promotions.promotions"))
                .isEqualTo("[[" + (OTHERS + 2) + "," + (OTHERS + 1) + "]]");
        assertThat(sealed.records().stream()
                        .map(record -> record.get("customer"))
                        .distinct())
                .hasSize(OTHERS + 1);
        // From now on most rows are in the oldest snapshot only.
        sealed.server()
                .provisioned(PORT)
                .newDelete()
                .deleteFile("file://" + file)
                .commit();
        sealed.landed().append(PORT, List.of(find(sealed.records(), 5), find(sealed.records(), 9001)));
    }

    @Test
    @Order(2)
    void aRowWithAnotherSubjectsValueIsRefused() {
        List<GenericRecord> records = sealed.records();
        GenericRecord ana = find(records, 9001);
        GenericRecord other = find(records, 17);
        ColumnTrial trial = sealed.trial();

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
        sealed.post(
                PATH + "/records",
                "[{\"promotion_id\":1,\"customer\":\"ana\",\"mail\":\"a\"},{\"promotion_id\":2,\"customer\":\"c5\",\"mail\":\"a\"}]");
        sealed.post(PATH + "/records", "{\"promotion_id\":3,\"customer\":\"ana\",\"mail\":");
        sealed.post(PATH + "/records", "{\"promotion_id\":4,\"customer\":\"anabel\",\"mail\":");

        JsonNode proof = forgetWhileTheKeysCannotBeCleanedUp();

        assertThat(proof.path("proven").asBoolean()).as(proof.toPrettyString()).isTrue();
        assertThat(proof.path("known").asBoolean()).isTrue();
        assertThat(proof.toString()).doesNotContain("\"ana\"");
        assertThat(place(proof, "topic", "subject")).isEqualTo("[2,4,0]");
        assertThat(place(proof, "topic", "others")).isEqualTo("[1500,3000,3000]");
        assertThat(place(proof, "table", "subject")).isEqualTo("[3,6,0]");
        assertThat(place(proof, "table", "others")).isEqualTo("[1501,3002,3002]");
        assertThat(place(proof, "dead-letters", "subject")).isEqualTo("[2,2,0]");
        assertThat(place(proof, "dead-letters", "others")).isEqualTo("[2,2,2]");
        assertThat(unattributed(proof)).as("the letter about anabel").isEqualTo(1);
        assertThat(keys()).isEqualTo(OTHERS + 1);
        assertThat(sealed.rows("SELECT promotion_id, customer, mail FROM marketing.promotions.promotions ORDER BY 1"))
                .isEqualTo("[[5,\"c5\",\"c5@example.org\"],[9001,null,null]]");
    }

    /** As when somebody else cleans the table up, or it is very large: that is no part of forgetting. */
    private static JsonNode forgetWhileTheKeysCannotBeCleanedUp() {
        try (Handle other = sealed.server().database().open()) {
            other.begin();
            other.execute("lock table privacy_subject_key in share update exclusive mode");
            try {
                return sealed.post(PATH + ":forget", "{\"subject\":\"ana\"}");
            } finally {
                other.rollback();
            }
        }
    }

    private static long unattributed(JsonNode proof) {
        long all = 0;
        for (JsonNode each : proof.path("places")) {
            all += each.path("unattributed").asLong();
        }
        return all;
    }

    @Test
    @Order(4)
    void theOldestSnapshotHasNothingOfThatPersonAndAllOfEverybodyElse() {
        Table table = sealed.server().provisioned(PORT);
        long newest = table.currentSnapshot().snapshotId();
        table.manageSnapshots().setCurrentSnapshot(oldest).commit();
        try {
            assertThat(
                            sealed.rows(
                                    "SELECT count(*), count(customer), count(DISTINCT customer), count(DISTINCT mail) FROM marketing.promotions.promotions"))
                    .isEqualTo("[[" + (OTHERS + 2) + "," + OTHERS + "," + OTHERS + "," + OTHERS + "]]");
            assertThat(
                            sealed.rows(
                                    "SELECT count(*) FROM marketing.promotions.promotions WHERE promotion_id < 9000 AND customer = 'c' || promotion_id AND mail = customer || '@example.org'"))
                    .isEqualTo("[[" + OTHERS + "]]");
            assertThat(
                            sealed.rows(
                                    "SELECT promotion_id, customer, mail FROM marketing.promotions.promotions WHERE promotion_id > 9000 ORDER BY 1"))
                    .isEqualTo("[[9001,null,null],[9002,null,null]]");
        } finally {
            table.manageSnapshots().setCurrentSnapshot(newest).commit();
        }
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
    @Order(5)
    void recordsOfWhoWasForgottenComeWithoutThePerson() {
        JsonNode answer = sealed.post(PATH + "/records", "[" + record(9003, "ana") + "]");

        assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(1);
        GenericRecord late = find(sealed.records(), 9003);
        assertThat(late.get("mail")).isEqualTo(late.get("customer"));
        sealed.landed().append(PORT, List.of(late));
        assertThat(sealed.rows(
                        "SELECT customer, mail, views FROM marketing.promotions.promotions WHERE promotion_id = 9003"))
                .isEqualTo("[[null,null,1]]");
        assertThat(keys()).isEqualTo(OTHERS + 1);
    }

    @Test
    @Order(6)
    void whoIsUnknownIsNotForgottenUnlessThatIsWanted() {
        long before = subjects();

        for (String almost : List.of("Ana", "ana ", " ana", "c5000")) {
            JsonNode answer = sealed.post(PATH + ":forget", Json.text(Map.of("subject", almost)));
            assertThat(answer.path("code").asString()).as(almost).isEqualTo("SUBJECT_UNKNOWN");
            assertThat(answer.path("detail").asString()).doesNotContain(almost).contains("nothing was changed");
        }
        assertThat(subjects()).isEqualTo(before);

        JsonNode proof = sealed.post(PATH + ":forget", "{\"subject\":\"c5000\",\"evenUnknown\":true}");
        assertThat(proof.path("known").asBoolean()).isFalse();
        assertThat(proof.path("proven").asBoolean()).as(proof.toPrettyString()).isTrue();
        assertThat(subjects()).isEqualTo(before + 1);
        sealed.take("[" + record(9004, "c5000") + "]", 1);
        assertThat(subjects()).isEqualTo(before + 1);
        assertThat(find(sealed.records(), 9004).get("mail"))
                .isEqualTo(find(sealed.records(), 9003).get("mail"));
    }

    /** Those of whom there are keys, and those who were forgotten. */
    private static long subjects() {
        return sealed.server()
                .database()
                .withHandle(handle -> handle.createQuery("select count(*) from privacy_subject_key")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    @Order(7)
    void aRotationThatRewrapsMakesOldCopiesUseless() {
        byte[] before = wrapped();

        JsonNode rotated = sealed.post("/v1/domains/marketing/keys:rotate", "{\"rewrap\":true}");

        assertThat(rotated.path("rewrapped").asInt()).as(rotated.toString()).isEqualTo(OTHERS + 1);
        assertThat(rotated.at("/keys/subject")).hasSize(1);
        assertThat(rotated.at("/keys/value").size()).isEqualTo(2);
        assertThat(wrapped()).isNotEqualTo(before);
        assertThat(sealed.rows("SELECT mail FROM marketing.promotions.promotions WHERE promotion_id = 5"))
                .isEqualTo("[[\"c5@example.org\"]]");
        JsonNode list = sealed.server().get("/v1/keys");
        assertThat(list.at("/items/0/domain").asString()).isEqualTo("marketing");
    }

    private static byte[] wrapped() {
        return sealed.server()
                .database()
                .withHandle(handle -> handle.createQuery(
                                "select wrapped from privacy_subject_key where wrapped is not null order by id limit 1")
                        .mapTo(byte[].class)
                        .one());
    }

    @Test
    @Order(8)
    void whatCannotBeForgottenIsSaid() {
        assertThat(sealed.post(PATH + ":forget", "{}").path("code").asString()).isEqualTo("BODY_INVALID");
        assertThat(sealed.post(PATH.replace("ports/promotions", "ports/none") + ":forget", "{\"subject\":\"x\"}")
                        .path("code")
                        .asString())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    @Order(9)
    void aQueryThatReadsAMovedValueIsToldWhichColumnAndWhy() {
        GenericRecord moved = find(sealed.records(), 17);
        moved.put("mail", find(sealed.records(), 18).get("mail"));
        sealed.landed().append(PORT, List.of(moved));

        JsonNode refused = sealed.post(
                "/v1/queries", Json.text(Map.of("sql", "SELECT mail FROM marketing.promotions.promotions")));

        assertThat(refused.path("code").asString()).isEqualTo("SQL_FAILED");
        assertThat(refused.toString())
                .contains("A value of the encrypted column mail cannot be read: it is of another subject than its row")
                .doesNotContain("c17", "c18");
    }

    @Test
    @Order(10)
    void whatWasNeverEncryptedCountsAsReadable() {
        GenericRecord plainMail = find(sealed.records(), 30);
        plainMail.put("mail", "c30@example.org");
        GenericRecord plainAll = find(sealed.records(), 31);
        plainAll.put("customer", "c30");
        // Looks like ciphertext.
        plainAll.put("mail", "Agatha-Smith");
        sealed.landed().append(PORT, List.of(plainMail, plainAll));
        sealed.write(PORT.deadLetterTopic(), "{\"promotion_id\":30,\"customer\":\"c30\"");

        JsonNode proof = sealed.post(PATH + ":forget", "{\"subject\":\"c30\"}");

        assertThat(proof.path("proven").asBoolean()).as(proof.toPrettyString()).isFalse();
        assertThat(place(proof, "topic", "subject")).isEqualTo("[1,2,0]");
        assertThat(place(proof, "table", "subject")).isEqualTo("[3,6,3]");
        assertThat(place(proof, "dead-letters", "subject")).isEqualTo("[1,1,1]");
    }
}
