package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Governance as its people do it, each at a command line of their own: olga's team owns the clinic's data, nora and bert ask for it, gus is
 * of the federation. In order, because each step stands on the one before.
 */
@ExtendWith(SharedPolder.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GovernanceTest {
    private static final String PORT = "clinic.visits.visits";
    private static final String TOPIC = "clinic.visits.visits.v1";
    private static final String TABLE = "/iceberg/v1/namespaces/clinic%1Fvisits/tables/visits_v1";
    private static final String EVERYTHING = "SELECT * FROM clinic.visits.visits ORDER BY visit";

    /** Measured is less than a second; the machine may be busy. */
    private static final Duration SOON = Duration.ofSeconds(10);

    /** What the clinic sends, known without Polder. */
    private record Visit(int visit, String patient, String ward, String card, int cost) {
        static List<Visit> all() {
            return IntStream.range(0, 12)
                    .mapToObj(i -> new Visit(
                            i, "p-" + i % 4, i % 3 == 0 ? "north" : "south", "4000-1234-" + (1000 + i), 7 + 20 * i))
                    .toList();
        }

        String json() {
            return "{\"visit\":%d,\"patient\":\"%s\",\"ward\":\"%s\",\"card\":\"%s\",\"cost\":%d}"
                    .formatted(visit, patient, ward, card, cost);
        }
    }

    @TempDir
    private static Path home;

    private static RunningPolder admin;
    private static Person olga;
    private static Person nora;
    private static Person bert;
    private static Person gus;
    private static KafkaConsumer<byte[], byte[]> consumer;
    private static String norasRequest;
    private static String bertsRequest;

    @BeforeAll
    static void theAdministratorLetsPeopleIn(RunningPolder shared) throws IOException {
        admin = shared;
        admin.polder("user", "add", "olga").orFail();
        admin.polder("user", "add", "nora", "--title", "Nora").orFail();
        admin.polder("user", "add", "bert", "--service").orFail();
        admin.polder("user", "add", "gus", "--role", "governance").orFail();
        admin.polder("team", "add", "clinic-team", "olga").orFail();
        admin.polder("apply", resource("clinic")).orFail();
        olga = new Person(admin, home, "olga");
        nora = new Person(admin, home, "nora");
        bert = new Person(admin, home, "bert");
        gus = new Person(admin, home, "gus");
        Path file = Files.write(
                home.resolve("visits.ndjson"),
                Visit.all().stream().map(Visit::json).toList());
        olga.polder("ingest", PORT, file.toString()).orFail();
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .until(() -> rows(olga, EVERYTHING).size() == Visit.all().size());
    }

    @AfterAll
    static void disconnect() {
        if (consumer != null) {
            consumer.close(Duration.ZERO);
        }
    }

    @Test
    @Order(1)
    void whoHasNoGrantIsRefusedAndToldWhatToSay() {
        Outcome refused = nora.polder("query", "--for", "research", EVERYTHING);

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().strip())
                .isEqualTo(
                        "DENIED nora may not read clinic.visits.visits.v1: the port belongs to another domain and there"
                                + " is no grant for it → Ask for access with 'polder access request clinic.visits.visits"
                                + " --purpose research --until 90d', say the purpose of a grant that you have with --for, or see"
                                + " why with 'polder can-i read clinic.visits.visits --for research'");
        Outcome answer = nora.polder("can-i", "read", PORT, "--for", "research");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.out()).startsWith("no  nora may not read");
    }

    @Test
    @Order(2)
    void theOwnerSeesTheRequestAndNobodyElseApprovesIt() {
        nora.polder("access", "request", PORT, "--purpose", "research", "--until", "90d", "--reason", "A study")
                .orFail();
        bert.polder("access", "request", PORT, "--purpose", "billing", "--until", "30d")
                .orFail();

        JsonNode open = json(olga.polder("access", "list", "--state", "requested", "--domain", "clinic", "-o", "json")
                .orFail());

        assertThat(open.findValuesAsString("principal")).containsExactlyInAnyOrder("nora", "bert");
        norasRequest = id(open, "nora");
        bertsRequest = id(open, "bert");
        Outcome herself = nora.polder("access", "approve", norasRequest);
        assertThat(herself.status()).isEqualTo(3);
        assertThat(herself.err()).startsWith("DENIED nora may not approve").contains("An owner of the domain 'clinic'");
        olga.polder(
                        "access",
                        "approve",
                        norasRequest,
                        "--where",
                        "ward == 'north'",
                        "--columns",
                        "visit,patient,card,cost",
                        "--mask",
                        "patient=hash",
                        "--mask",
                        "card=lastFour",
                        "--mask",
                        "cost=bucket:50")
                .orFail();
        // The first part of an id will do.
        olga.polder("access", "approve", bertsRequest.substring(0, 8)).orFail();
    }

    @Test
    @Order(3)
    void theConsumerSeesExactlyTheRowsAndValuesThatAreOwed() {
        List<String> rows = rows(nora, EVERYTHING);

        List<Visit> owed = Visit.all().stream()
                .filter(visit -> visit.ward().equals("north"))
                .toList();
        assertThat(rows).hasSameSizeAs(owed);
        Set<String> digests = new LinkedHashSet<>();
        for (int i = 0; i < owed.size(); i++) {
            Visit visit = owed.get(i);
            String[] cells = rows.get(i).split(",");
            assertThat(cells).hasSize(4);
            assertThat(cells[0]).isEqualTo(Integer.toString(visit.visit()));
            assertThat(cells[1]).matches("[0-9a-f]{64}");
            assertThat(cells[2])
                    .isEqualTo(
                            "**********" + visit.card().substring(visit.card().length() - 4));
            assertThat(cells[3]).isEqualTo(Integer.toString(visit.cost() / 50 * 50));
            digests.add(cells[1]);
        }
        assertThat(digests).as("as many people as there are").hasSize((int)
                owed.stream().map(Visit::patient).distinct().count());
    }

    @Test
    @Order(4)
    void whatIsNotGrantedCannotBeAskedForInAnotherWay() {
        Outcome hidden = nora.polder("query", "--for", "research", "SELECT ward FROM clinic.visits.visits");
        assertThat(hidden.status()).isEqualTo(3);
        assertThat(hidden.err()).startsWith("SQL_UNKNOWN_NAME ").doesNotContain("north", "south");
        assertThat(rows(nora, "SELECT visit FROM clinic.visits.visits WHERE patient = 'p-0' OR card LIKE '4000%'"))
                .isEmpty();
        assertThat(nora.polder("query", "--for", "billing", EVERYTHING).err())
                .startsWith("DENIED ")
                .contains("there is no grant for the purpose 'billing'; there is one for 'research'");
    }

    @Test
    @Order(5)
    void aGrantForTheWholePortLetsAKafkaClientReadItsTopic() throws Exception {
        assertThat(nora.polder("kafka", "credentials").orFail().err())
                .contains("It may read no topic now: a topic shows whole records");
        Properties properties = new Properties();
        properties.load(
                new StringReader(bert.polder("kafka", "credentials").orFail().out()));
        properties.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(TOPIC));

        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return records.size() >= Visit.all().size();
        });

        assertThat(records).hasSameSizeAs(Visit.all());
        assertThat(bert.status(TABLE, Optional.of("billing"))).isEqualTo(200);
        assertThat(nora.status(TABLE, Optional.of("research"))).isEqualTo(403);
    }

    @Test
    @Order(6)
    void aPolicyOfTheFederationCountsAtOnceAndSaysWhy() throws IOException {
        Path rules = Files.createDirectories(home.resolve("rules"));
        Files.writeString(rules.resolve("mesh.yaml"), "apiVersion: polder.dev/v1\nkind: Mesh\nname: shared\n");
        Path policy = Files.createDirectories(rules.resolve("policies")).resolve("no-research.yaml");
        Files.copy(Path.of(resource("clinic-rules"), "policies/no-research.yaml"), policy);
        assertThat(gus.polder("policy", "impact", policy.toString()).orFail().out())
                .contains("nora for research on " + TOPIC)
                .doesNotContain("bert for");
        assertThat(nora.polder("apply", rules.toString()).err()).contains("DENIED nora may not change the policy");

        gus.polder("apply", rules.toString()).orFail();

        Awaitility.await()
                .atMost(SOON)
                .until(() ->
                        nora.polder("query", "--for", "research", EVERYTHING).status() == 3);
        assertThat(nora.polder("query", "--for", "research", EVERYTHING).err())
                .contains("The clinic's data is not for research", "No grant changes what a policy denies")
                .doesNotContain("polder access request");
        assertThat(olga.polder("access", "list", "--problems").out()).contains("nora", "policy mesh/no-research");
        assertThat(bert.polder("can-i", "read", PORT, "--for", "billing").status())
                .isZero();

        Files.delete(policy);
        gus.polder("apply", rules.toString(), "--prune", "--yes").orFail();
        Awaitility.await()
                .atMost(SOON)
                .until(() ->
                        nora.polder("query", "--for", "research", EVERYTHING).status() == 0);
    }

    @Test
    @Order(7)
    void whatIsRevokedIsRefusedOnEveryWay() throws Exception {
        olga.polder("access", "revoke", norasRequest, "--reason", "The study is over")
                .orFail();
        olga.polder("access", "revoke", bertsRequest).orFail();

        assertThatThrownBy(() -> Awaitility.await().atMost(SOON).until(() -> {
                    consumer.poll(Duration.ofMillis(200));
                    return false;
                }))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThat(bert.status(TABLE, Optional.of("billing"))).isEqualTo(403);
        assertThat(nora.polder("query", "--for", "research", EVERYTHING).err()).startsWith("DENIED ");
        assertThat(nora.polder("access", "history", norasRequest).orFail().out())
                .contains("request", "approve", "revoke", "The study is over");
    }

    @Test
    @Order(8)
    void aForgottenPatientIsGoneAndAllOthersAreThere() throws IOException {
        String port = "clinic.patients.patients";
        String names = "SELECT patient, name, ward FROM clinic.patients.patients ORDER BY patient";
        Path file = Files.write(
                home.resolve("patients.ndjson"),
                List.of(
                        "{\"patient\":\"p-1\",\"name\":\"Zoe Winter\",\"ward\":\"north\"}",
                        "{\"patient\":\"p-2\",\"name\":\"Max Sommer\",\"ward\":\"south\"}"));
        olga.polder("ingest", port, file.toString()).orFail();
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .untilAsserted(() ->
                        assertThat(rows(olga, names)).containsExactly("p-1,Zoe Winter,north", "p-2,Max Sommer,south"));
        assertThat(nora.polder("forget", port, "--subject", "p-1").err()).startsWith("DENIED ");
        Path report = home.resolve("proof.json");

        olga.polder("forget", port, "--subject", "p-1", "--report", report.toString())
                .orFail();

        assertThat(JsonMapper.shared().readTree(report).path("proven").booleanValue())
                .isTrue();
        assertThat(Files.readString(report)).doesNotContain("Zoe");
        assertThat(rows(olga, names)).containsExactly("p-1,,north", "p-2,Max Sommer,south");
    }

    @Test
    @Order(9)
    void theAuditTellsTheWholeStoryAndHolds() {
        JsonNode entries = json(
                admin.polder("audit", "search", "--target", "clinic", "--limit", "500", "--since", "1h", "-o", "json")
                        .orFail());

        List<String> story = new ArrayList<>();
        for (JsonNode entry : entries) {
            story.add(
                    0,
                    entry.path("principal").asString() + " "
                            + entry.path("action").asString() + " "
                            + entry.path("outcome").asString().toLowerCase());
        }
        assertThat(story)
                .containsSubsequence(
                        "nora query denied",
                        "nora grant.request allowed",
                        "nora grant.approve denied",
                        "olga grant.approve allowed",
                        "nora query allowed",
                        "olga grant.revoke allowed",
                        "nora query denied");
        assertThat(entries.toString()).doesNotContain("Zoe", "4000-1234");
        assertThat(json(admin.polder("audit", "search", "--action", "mesh.change", "--principal", "gus", "-o", "json")
                                .orFail())
                        .toString())
                .contains("mesh/no-research");
        assertThat(admin.polder("audit", "verify").orFail().out())
                .startsWith("Entries verified: ")
                .contains("a checkpoint confirms them");
        assertThat(nora.polder("audit", "verify").err()).contains("DENIED ", "role governance");
    }

    /** The lines of an answer as CSV, without the header. */
    private static List<String> rows(Person reader, String sql) {
        return reader.polder("query", "--for", "research", sql, "-o", "csv")
                .orFail()
                .out()
                .lines()
                .skip(1)
                .toList();
    }

    private static JsonNode json(Outcome outcome) {
        return JsonMapper.shared().readTree(outcome.out());
    }

    private static String id(JsonNode requests, String principal) {
        for (JsonNode request : requests) {
            if (request.path("principal").asString().equals(principal)) {
                return request.path("id").asString();
            }
        }
        throw new AssertionError("no request of " + principal);
    }

    private static String resource(String name) {
        return Path.of(System.getProperty("polder.root"), "e2e/src/test/resources", name)
                .toString();
    }
}
