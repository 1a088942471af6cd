package dev.polder.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortId;
import dev.polder.server.SettableClock;
import dev.polder.server.WiredServer;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The worker API as the processing program sees it, and what the status makes of its reports. */
class WorkerRoutesTest {
    private static final String WORKER = "\"worker\":\"3f0c0f8e-0000-4000-8000-000000000001\"";
    private static final String IDLE = "{" + WORKER + ",\"busy\":false}";
    private static final String OUTPUT = "customers.customer-360.customer-360.v1";
    private static final String CUSTOMERS = "customers.profiles.customers.v1";
    private static final List<String> INPUTS = List.of(
            CUSTOMERS,
            "customers.profiles.addresses.v1",
            "customers.profiles.demographics.v1",
            "marketing.promotions.promotions.v1",
            "sales.orders.order-lines.v1",
            "support.returns.returns.v1");

    private final SettableClock clock = new SettableClock();
    private WiredServer server;

    @BeforeEach
    void start() {
        server = new WiredServer(clock);
        server.apply(MeshFiles.retailThatMayRead());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void workHasTheFormThatTheProcessReads() {
        JsonNode work = work();

        assertThat(work.propertyNames()).containsExactly("landings", "run");
        assertThat(work.get("run").isNull()).isTrue();
        assertThat(work.get("landings")).hasSize(INPUTS.size());
        JsonNode landing = landing(work, CUSTOMERS);
        assertThat(landing.propertyNames())
                .containsExactly(
                        "port",
                        "topic",
                        "topicId",
                        "topicFormat",
                        "namespace",
                        "table",
                        "readerSchema",
                        "writerSchemas",
                        "audited",
                        "rules");
        assertThat(landing.get("topic").asString()).isEqualTo("customers.profiles.customers.v1");
        assertThat(landing.get("topicFormat").asString()).isEqualTo("avro");
        assertThat(landing.get("namespace").toString()).isEqualTo("[\"customers\",\"profiles\"]");
        assertThat(landing.get("table").asString()).isEqualTo("customers_v1");
        assertThat(landing.get("writerSchemas").size()).isEqualTo(1);
        assertThat(landing.get("writerSchemas").iterator().next()).isEqualTo(landing.get("readerSchema"));
        assertThat(landing.get("audited").asBoolean()).isTrue();
        JsonNode rule = landing.get("rules").get(0);
        assertThat(rule.propertyNames())
                .containsExactly("name", "column", "aggregate", "query", "operator", "bounds", "blocks", "unit");
        assertThat(rule.get("name").asString()).isEqualTo("customer-id-is-unique");
        assertThat(rule.get("query").isNull()).isTrue();
        assertThat(rule.get("operator").asString()).isEqualTo("MUST_BE");
        assertThat(rule.get("bounds").toString()).isEqualTo("[\"0\"]");
    }

    @Test
    void aRunHasTheFormThatTheProcessReads() {
        long snapshot = publishAll();

        JsonNode run = work().get("run");

        assertThat(run.propertyNames())
                .containsExactly("id", "transform", "port", "namespace", "table", "sql", "inputs", "rules");
        assertThat(run.get("transform").asString()).isEqualTo("customers.customer-360.customer-360");
        assertThat(run.get("port").asString()).isEqualTo(OUTPUT);
        assertThat(run.get("table").asString()).isEqualTo("customer_360_v1");
        JsonNode input = run.get("inputs").get(0);
        assertThat(input.propertyNames())
                .containsExactly("name", "namespace", "table", "snapshotId", "columns", "nulls");
        assertThat(input.get("name").asString()).isEqualTo("customers");
        assertThat(input.get("snapshotId").asLong()).isEqualTo(snapshot);
    }

    @Test
    void landingsAreKeptWithTheirChecks() {
        report(100, 11, "[" + check("customer-id-is-unique", "3", false) + "]");
        report(100, 11, "[]");
        assertThat(port(CUSTOMERS).get("landed").asLong()).isEqualTo(100);

        JsonNode check = port(CUSTOMERS).get("checks").get(0);
        assertThat(check.propertyNames()).containsExactly("rule", "measure", "holds", "blocks", "message");
        assertThat(check.get("rule").asString()).isEqualTo("customer-id-is-unique");
        assertThat(check.get("measure").asString()).isEqualTo("3");
        assertThat(check.get("holds").asBoolean()).isFalse();

        report(20, 12, "[" + check("customer-id-is-unique", "0", true) + "]");
        JsonNode port = port(CUSTOMERS);
        assertThat(port.get("landed").asLong()).isEqualTo(120);
        assertThat(port.get("snapshotId").asLong()).isEqualTo(12);
        assertThat(port.get("checks").get(0).get("holds").asBoolean()).isTrue();

        accepted(
                "/v1/internal/landings",
                "{" + WORKER + ",\"port\":\"" + CUSTOMERS
                        + "\",\"records\":0,\"snapshotId\":null,\"offsets\":{},\"published\":false,\"checks\":[],"
                        + "\"error\":{\"code\":\"RECORD_UNREADABLE\",\"message\":\"no\",\"remedy\":\"look\"}}");
        port = port(CUSTOMERS);
        assertThat(port.get("landed").asLong()).isEqualTo(120);
        assertThat(port.get("error").get("code").asString()).isEqualTo("RECORD_UNREADABLE");
    }

    @Test
    void theChecksOfARunStandInTheStatusOfItsPort() {
        publishAll();
        String id = work().get("run").get("id").asString();
        String body = "{" + WORKER + ",\"state\":\"QUALITY_FAILED\",\"rows\":0,\"snapshotId\":null,\"checks\":["
                + check("has-rows", "0", false) + "," + check("segment-is-known", "0", true) + "],\"error\":null}";

        accepted("/v1/internal/runs/" + id + ":finish", body);
        accepted("/v1/internal/runs/" + id + ":finish", body);

        assertThat(port(OUTPUT).get("checks")).hasSize(2);
        JsonNode details = server.get("/v1/domains/customers/products/customer-360/ports/customer-360");
        assertThat(details.get("checks")).hasSize(2);
        assertThat(details.get("lastRun").get("state").asString()).isEqualTo("QUALITY_FAILED");
        JsonNode run = server.get("/v1/runs?port=customers.customer-360.customer-360")
                .get("items")
                .get(0);
        assertThat(run.get("checks").get(0).get("rule").asString()).isEqualTo("has-rows");
        clock.pass(Duration.ofHours(1));
        assertThat(work().get("run").isNull()).isTrue();
    }

    @Test
    void aPortSaysWhatDataItWaitsFor() {
        INPUTS.stream().skip(1).map(PortId::parse).forEach(server::publish);
        server.branch(PortId.parse(CUSTOMERS));

        assertThat(port(OUTPUT).get("waitsFor").toString()).isEqualTo("[\"" + CUSTOMERS + "\"]");
        JsonNode condition = server.get("/v1/domains/customers/products/customer-360/ports/customer-360")
                .get("conditions")
                .get(1);
        assertThat(condition.get("reason").asString()).isEqualTo("WaitingForInputs");
        assertThat(condition.get("message").asString()).contains(CUSTOMERS);

        server.publish(PortId.parse(CUSTOMERS));
        assertThat(port(OUTPUT).get("waitsFor")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"worker\":\"\",\"busy\":false}",
                "{\"worker\":\"w\",\"busy\":\"perhaps\"}",
                "{\"worker\":\"w\",\"busy\":false,\"more\":1}",
                "{\"worker\":\"w\",\"port\":\"nonsense\",\"records\":1}",
                "{\"worker\":\"w\",\"records\":1}",
                "{\"worker\":\"w\",\"port\":\"a.b.c.v1\",\"records\":\"many\"}",
                "{\"worker\":\"w\",\"state\":\"LOST\",\"rows\":0}",
                "{\"worker\":\"w\",\"state\":\"BORED\",\"rows\":0}",
                "{\"worker\":\"w\",\"rows\":0}"
            })
    void whatDoesNotHaveTheRightFormIsRefused(String body) {
        String finish = "/v1/internal/runs/" + UUID.randomUUID() + ":finish";
        for (String path : List.of("/v1/internal/work", "/v1/internal/landings", finish)) {
            HttpResponse<String> answer = server.send("POST", path, WiredServer.PROCESS, body);

            assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(400, 422);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void aRunOfAnotherWorkerOrNoneCannotBeFinished() {
        publishAll();
        String id = work().get("run").get("id").asString();
        String foreign = "{\"worker\":\"other\",\"state\":\"SUCCEEDED\",\"rows\":1}";

        assertThat(finish(id, foreign)).isEqualTo(403);
        assertThat(finish(UUID.randomUUID().toString(), foreign)).isEqualTo(404);
        assertThat(finish("nonsense", foreign)).isEqualTo(400);
    }

    private int finish(String id, String body) {
        return server.send("POST", "/v1/internal/runs/" + id + ":finish", WiredServer.PROCESS, body)
                .statusCode();
    }

    private long publishAll() {
        INPUTS.stream().skip(1).map(PortId::parse).forEach(server::publish);
        return server.publish(PortId.parse(CUSTOMERS));
    }

    private JsonNode work() {
        HttpResponse<String> answer = server.send("POST", "/v1/internal/work", WiredServer.PROCESS, IDLE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static JsonNode landing(JsonNode work, String port) {
        for (JsonNode landing : work.get("landings")) {
            if (landing.get("port").asString().equals(port)) {
                return landing;
            }
        }
        throw new AssertionError("no landing of " + port);
    }

    private JsonNode port(String id) {
        for (JsonNode port : server.get("/v1/status").get("ports")) {
            if (port.get("id").asString().equals(id)) {
                return port;
            }
        }
        throw new AssertionError("no port " + id);
    }

    private static String check(String rule, String measure, boolean holds) {
        return "{\"rule\":\"" + rule + "\",\"measure\":\"" + measure + "\",\"holds\":" + holds
                + ",\"blocks\":true,\"message\":\"\"}";
    }

    private void report(long records, long snapshot, String checks) {
        accepted(
                "/v1/internal/landings",
                "{" + WORKER + ",\"port\":\"" + CUSTOMERS + "\",\"topicId\":\"topic-1\","
                        + "\"records\":" + records + ",\"snapshotId\":" + snapshot
                        + ",\"offsets\":{\"0\":5},\"published\":true,\"checks\":" + checks + ",\"error\":null}");
    }

    private void accepted(String path, String body) {
        HttpResponse<String> answer = server.send("POST", path, WiredServer.PROCESS, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
}
