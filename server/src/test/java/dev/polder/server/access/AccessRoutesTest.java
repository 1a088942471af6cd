package dev.polder.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.audit.AuditEvent;
import dev.polder.server.access.AccessServer.Answer;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRoutesTest {
    private static AccessServer server;

    @BeforeAll
    static void start() {
        server = new AccessServer();
    }

    @BeforeEach
    void reset() {
        server.reset();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private String asked(String who, Object... more) {
        Answer answer = server.ask(who, more);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.id();
    }

    private String granted(String who, Map<String, ?> conditions, Object... more) {
        String id = asked(who, more);
        Answer answer = server.act("olga", id, "approve", conditions);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return id;
    }

    private String later(int days) {
        return server.clock.instant().plus(Duration.ofDays(days)).toString();
    }

    @Test
    void whatIsApprovedCountsAtOnceAndEndsWhenItIsRevoked() {
        String id = asked("ana", "reason", "A campaign");
        assertThat(server.mayRead("ana", "marketing")).isFalse();

        assertThat(server.act("olga", id, "approve").state()).isEqualTo("active");
        assertThat(server.mayRead("ana", "marketing")).isTrue();
        assertThat(server.mayRead("ana", "fraud")).isFalse();
        assertThat(server.mayRead("mark", "marketing")).isFalse();

        assertThat(server.act("olga", id, "revoke", Map.of("reason", "The campaign is over"))
                        .state())
                .isEqualTo("revoked");
        assertThat(server.mayRead("ana", "marketing")).isFalse();
    }

    @Test
    void aGrantEndsByItselfAtItsMoment() {
        String id = granted("ana", Map.of("until", later(1)), "until", later(2));
        server.clock.pass(Duration.ofDays(1).minusSeconds(1));
        assertThat(server.mayRead("ana", "marketing")).isTrue();

        server.clock.pass(Duration.ofSeconds(1));

        assertThat(server.mayRead("ana", "marketing")).isFalse();
        assertThat(server.get("ana", "/v1/access-requests/" + id).state()).isEqualTo("expired");
    }

    @Test
    void aTeamIsAskedForByItsMembersOnly() {
        granted("ana", Map.of(), "team", "marketing-team");

        assertThat(server.mayRead("mark", "marketing")).isTrue();
        assertThat(server.ask("vic", "team", "marketing-team").code()).isEqualTo("DENIED");
    }

    @Test
    void aProductIsAskedForByThoseWhoBuildItAndReadsInItsOwnName() {
        String product = "marketing.promotions";
        assertThat(server.ask("vic", "product", product).code()).isEqualTo("DENIED");
        assertThat(server.ask("mark", "product", "marketing.nothing").code()).isEqualTo("NOT_FOUND");
        assertThat(server.ask("mark", "product", product, "team", "marketing-team")
                        .code())
                .isEqualTo("USAGE");

        String id = granted("mark", Map.of(), "product", product);

        assertThat(server.decide("ana", "principal", "product:" + product, "purpose", "marketing")
                        .body()
                        .get("permitted")
                        .booleanValue())
                .isTrue();
        assertThat(server.mayRead("mark", "marketing")).isFalse();
        assertThat(server.get("ana", "/v1/access-requests/" + id)
                        .body()
                        .path("principal")
                        .stringValue())
                .isEqualTo("product:" + product);
        assertThat(server.list("ana", "?mine=true")).containsExactly(id);
        assertThat(server.list("vic", "")).isEmpty();
        assertThat(server.decide("vic", "principal", "product:" + product).code())
                .isEqualTo("DENIED");
    }

    @Test
    void aPurposeIsWrittenInOneWayWhereverItIsSaid() {
        assertThat(server.ask("ana", "purpose", "Fraud Detection").code()).isEqualTo("USAGE");
        assertThat(server.decide("ana", "purpose", "Fraud Detection").code()).isEqualTo("USAGE");
        assertThat(server.decide("ana", "purpose", " ").status()).isEqualTo(200);
    }

    @Test
    void whatATeamWasGrantedItsDomainsProductsDoNotRead() {
        granted("ana", Map.of(), "team", "marketing-team");

        assertThat(server.decide("olga", "principal", "product:marketing.promotions", "purpose", "marketing")
                        .body()
                        .get("permitted")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void theGrantsOfAProductEndWithIt() {
        String id = granted("mark", Map.of(), "product", "marketing.promotions");

        MeshFiles.retail()
                .without("domains/customers/customer-360")
                .without("domains/marketing/promotions")
                .applyTo(server.mesh);

        assertThat(server.get("mark", "/v1/access-requests/" + id).state()).isEqualTo("closed");
    }

    @Test
    void conditionsAreOwedByWhoReads() {
        granted(
                "ana",
                Map.of(
                        "columns", List.of("order_id", "amount", "customer_id"),
                        "rowFilters", List.of("channel == 'web'"),
                        "masks", Map.of("customer_id", "hash", "amount", Map.of("bucket", 100))),
                "columns",
                List.of("order_id", "amount", "customer_id", "sku"));

        Answer decision = server.decide("ana", "purpose", "marketing");

        assertThat(decision.body().get("columns").toString()).isEqualTo("[\"amount\",\"customer_id\",\"order_id\"]");
        assertThat(decision.body().get("rowFilters").toString()).isEqualTo("[\"channel == 'web'\"]");
        assertThat(decision.body().get("masks").toString())
                .isEqualTo("{\"amount\":{\"bucket\":100},\"customer_id\":\"hash\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'rowFilters': ['chanel == 1']} | The object has no property",
                "{'rowFilters': ['quantity']} | A rule must be true or false",
                "{'rowFilters': ['channel ==']} | ",
                "{'rowFilters': ['quantity / 2 > 5']} | cannot divide",
                "{'rowFilters': ['quantity > 1 && quantity % 2 == 0']} | cannot compute remainders",
                "{'columns': ['order_id', 'nope']} | has no column",
                "{'columns': []} | No column is named",
                "{'masks': {'nope': 'hash'}} | has no column",
                "{'masks': {'amount': 'lastFour'}} | type that mask does not fit",
                "{'masks': {'sku': {'redact': {'pattern': '(?=a)'}}}} | look-ahead",
                "{'masks': {'sku': 'rot13'}} | is none",
                "{'until': '2099-01-01T00:00:00Z'} | asked for until",
                "{'until': '2001-01-01T00:00:00Z'} | would be over already",
                "{'until': 'tomorrow'} | is no point in time"
            })
    void conditionsThatDoNotFitTheContractAreRefusedWhenTheyAreMade(String conditions, String why) {
        String id = asked("ana");

        Answer answer = server.act("olga", id, "approve", parsed(conditions));

        assertThat(answer.status()).as(answer.body().toString()).isIn(400, 422);
        assertThat(answer.detail()).contains(why == null ? "" : why);
        assertThat(server.get("ana", "/v1/access-requests/" + id).state()).isEqualTo("requested");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parsed(String json) {
        return Json.parse(json.replaceAll("'(chanel|channel)(.*?)'", "\"$1$2\"").replace('\'', '"'), Map.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Marketing", "for marketing", "", "-"})
    void aPurposeIsOneWord(String purpose) {
        assertThat(server.ask("ana", "purpose", purpose).status()).isIn(400, 422);
    }

    @Test
    void nothingIsAskedForThatIsNotThereOrOver() {
        assertThat(server.ask("ana", "port", "sales.orders.nothing").status()).isEqualTo(404);
        assertThat(server.ask("ana", "columns", List.of("order_idd")).detail()).contains("order_idd");
        assertThat(server.ask("ana", "until", "2020-01-01T00:00:00Z").detail()).contains("over already");
    }

    @Test
    void onlyOwnersOfTheDomainAndAdminsDecide() {
        String id = asked("ana");

        for (String who : List.of("dev", "gus", "ana")) {
            for (String action : List.of("approve", "refuse")) {
                assertThat(server.act(who, id, action, Map.of("reason", "so")).status())
                        .as(who + " " + action)
                        .isEqualTo(403);
            }
        }
        assertThat(server.act("ada", id, "approve").status()).isEqualTo(200);
        assertThat(server.audit)
                .filteredOn(event -> event.outcome() == AuditEvent.Outcome.DENIED)
                .hasSize(6);
    }

    @Test
    void peopleOfOtherDomainsCannotEvenSeeThatThereIsARequest() {
        String id = asked("ana");
        String unknown = UUID.randomUUID().toString();

        for (String who : List.of("vic")) {
            for (String action : List.of("approve", "refuse", "withdraw", "revoke", "renew")) {
                Map<String, String> body = switch (action) {
                    case "renew" -> Map.of("until", later(2));
                    case "withdraw", "approve" -> Map.of();
                    default -> Map.of("reason", "so");
                };
                Answer answer = server.act(who, id, action, body);
                assertThat(answer.status()).as(action).isEqualTo(404);
                assertThat(answer.detail().replace(id, unknown))
                        .isEqualTo(server.act(who, unknown, action, body).detail());
            }
            assertThat(server.get(who, "/v1/access-requests/" + id).status()).isEqualTo(404);
            assertThat(server.get(who, "/v1/access-requests/" + id + "/history").status())
                    .isEqualTo(404);
            assertThat(server.list(who, "")).isEmpty();
        }
        // Of the requester's own domain, but neither who asked nor for whom.
        assertThat(server.get("mark", "/v1/access-requests/" + id).status()).isEqualTo(404);
        for (String who : List.of("ana", "olga", "dev", "gus", "ada")) {
            assertThat(server.list(who, "")).as(who).containsExactly(id);
        }
        assertThat(server.list("olga", "?mine=true")).isEmpty();
    }

    @Test
    void anotherDomainsOwnerMayNotApproveForIt() {
        String id = asked("ana", "team", "marketing-team");

        // Sees it, because it is for a team of his.
        assertThat(server.act("mark", id, "approve").status()).isEqualTo(403);
        assertThat(server.act("mark", id, "revoke").status()).isEqualTo(403);
        assertThat(server.act("mark", id, "withdraw").status()).isEqualTo(403);
    }

    @Test
    void askingAgainIsTheSameRequest() {
        String id = asked("ana");

        Answer again = server.ask("ana");
        Answer other = server.ask("ana", "columns", List.of("sku"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(id);
        assertThat(other.code()).isEqualTo("ALREADY_EXISTS");
    }

    @Test
    void aKeyMakesARequestOnceEvenAfterItWasDecided() {
        Map<String, Object> wish = server.wish();
        Answer first = server.post("ana", "/v1/access-requests", wish, "Idempotency-Key", "one");
        server.act("olga", first.id(), "refuse", Map.of("reason", "No"));

        Answer again = server.post("ana", "/v1/access-requests", wish, "Idempotency-Key", "one");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.state()).isEqualTo("refused");
    }

    @Test
    void decidingAgainTheSameChangesNothingAndOtherwiseIsRefused() {
        String id = granted("ana", Map.of());

        assertThat(server.act("olga", id, "approve").status()).isEqualTo(200);
        Answer other = server.act("oscar", id, "approve");
        assertThat(other.code()).isEqualTo("ACCESS_STATE");
        assertThat(other.detail()).contains("was approved by olga");
        assertThat(server.act("ana", id, "withdraw").code()).isEqualTo("ACCESS_STATE");
        assertThat(server.act("olga", id, "revoke").status()).isEqualTo(200);
        assertThat(server.act("oscar", id, "revoke").state()).isEqualTo("revoked");
        assertThat(server.get("ana", "/v1/access-requests/" + id)
                        .body()
                        .at("/grant/ended/by")
                        .stringValue())
                .isEqualTo("olga");
        assertThat(history(id)).containsExactly("request ana", "approve olga", "revoke olga");
    }

    private List<String> history(String id) {
        return server.get("ada", "/v1/access-requests/" + id + "/history")
                .body()
                .get("items")
                .valueStream()
                .map(event -> event.get("action").stringValue() + " "
                        + event.get("principal").stringValue())
                .toList();
    }

    @Test
    void aRefusalNeedsAReason() {
        String id = asked("ana");

        assertThat(server.act("olga", id, "refuse", Map.of("reason", " ")).status())
                .isIn(400, 422);
        Answer refused = server.act("olga", id, "refuse", Map.of("reason", "Ask for the monthly report"));
        assertThat(refused.body().at("/decision/reason").stringValue()).isEqualTo("Ask for the monthly report");
        assertThat(server.act("olga", id, "refuse", Map.of("reason", "Ask for the monthly report"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void ofAllWhoDecideAtOnceOneDoes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 8; round++) {
                String id = asked("ana");
                List<Callable<Answer>> all = List.of(
                        () -> server.act("olga", id, "approve"),
                        () -> server.act("oscar", id, "approve", Map.of("until", later(0).replace("T12", "T13"))),
                        () -> server.act("ana", id, "withdraw"),
                        () -> server.act("ada", id, "refuse", Map.of("reason", "No")));
                List<Integer> statuses = new ArrayList<>();
                for (Future<Answer> answer : threads.invokeAll(all)) {
                    statuses.add(answer.get().status());
                }

                assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
                assertThat(history(id)).hasSize(2);
                String state = server.get("ada", "/v1/access-requests/" + id).state();
                assertThat(server.mayRead("ana", "marketing")).isEqualTo(state.equals("active"));
                if (state.equals("active")) {
                    server.act("olga", id, "revoke");
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRenewalContinuesTheGrantUnderItsConditions() {
        String id = granted("ana", Map.of("masks", Map.of("customer_id", "hash")));

        Answer renewal = server.act("ana", id, "renew", Map.of("until", later(30)));
        assertThat(renewal.status()).isEqualTo(201);
        assertThat(renewal.body().get("renews").stringValue()).isEqualTo(id);
        assertThat(server.act("olga", renewal.id(), "approve").state()).isEqualTo("active");

        assertThat(server.get("ana", "/v1/access-requests/" + id).state()).isEqualTo("renewed");
        server.clock.pass(Duration.ofDays(20));
        assertThat(server.mayRead("ana", "marketing")).isTrue();
        assertThat(server.decide("ana", "purpose", "marketing")
                        .body()
                        .at("/masks/customer_id")
                        .stringValue())
                .isEqualTo("hash");
    }

    @Test
    void whatWasRevokedIsNotRenewed() {
        String id = granted("ana", Map.of());
        String renewal =
                server.act("ana", id, "renew", Map.of("until", later(30))).id();

        server.act("olga", id, "revoke");

        assertThat(server.get("ana", "/v1/access-requests/" + renewal).state()).isEqualTo("closed");
        assertThat(server.act("olga", renewal, "approve").code()).isEqualTo("ACCESS_STATE");
        assertThat(server.act("ana", id, "renew", Map.of("until", later(30))).code())
                .isEqualTo("ACCESS_STATE");
    }

    @Test
    void whoWasGrantedAccessGivesItBack() {
        String id = granted("ana", Map.of());

        assertThat(server.act("ana", id, "revoke").state()).isEqualTo("revoked");
    }

    @Test
    void whatIsNoLongerOfferedHasNoGrantsEvenWhenItComesBack() {
        String open = asked("vic", "port", "marketing.promotions.promotions");
        String id = asked("vic", "port", "marketing.promotions.promotions", "purpose", "fraud");
        assertThat(server.act("mark", id, "approve").status()).isEqualTo(200);
        MeshFiles all = MeshFiles.retail();

        all.without("domains/marketing/promotions/")
                .without("domains/customers/customer-360/")
                .applyTo(server.mesh);
        all.applyTo(server.mesh);

        assertThat(server.get("vic", "/v1/access-requests/" + open).state()).isEqualTo("closed");
        assertThat(server.get("vic", "/v1/access-requests/" + id).state()).isEqualTo("closed");
        assertThat(server.get("vic", "/v1/access-requests/" + id)
                        .body()
                        .at("/grant/ended/reason")
                        .stringValue())
                .isEqualTo("the port is no longer offered");
        await().until(() -> server.decisions.grants().all().isEmpty());
        assertThat(server.audit)
                .filteredOn(event -> event.action().equals("grant.close"))
                .hasSize(2);
    }

    @Test
    void aRetiredProductIsNotAskedForAndItsGrantsEnd() {
        String id = granted("ana", Map.of());

        MeshFiles.retail()
                .edited(
                        "domains/sales/orders/product.odps.yaml",
                        text -> text.replaceFirst("(?m)^status: .*$", "status: retired"))
                .applyTo(server.mesh);

        assertThat(server.get("ana", "/v1/access-requests/" + id).state()).isEqualTo("closed");
        assertThat(server.ask("ana").detail()).contains("is retired");
    }

    @Test
    void whatEndsSoonIsListed() {
        String soon = granted("ana", Map.of(), "until", later(5));
        granted("ana", Map.of(), "until", later(50), "purpose", "fraud");
        asked("vic");

        assertThat(server.list("olga", "?expiringWithin=P14D")).containsExactly(soon);
        assertThat(server.list("olga", "?state=active")).hasSize(2);
        assertThat(server.list("olga", "?state=requested&port=sales.orders.order_lines"))
                .hasSize(1);
        assertThat(server.list("olga", "?domain=marketing")).isEmpty();
        assertThat(server.get("olga", "/v1/access-requests?state=lost").status())
                .isIn(400, 422);
    }

    @Test
    void listsComeInPages() {
        for (String purpose : List.of("a", "b", "c")) {
            asked("ana", "purpose", purpose);
        }

        Answer first = server.get("ana", "/v1/access-requests?pageSize=2");
        String token = first.body().get("nextPageToken").stringValue();

        assertThat(first.body().get("items").size()).isEqualTo(2);
        assertThat(server.list("ana", "?pageSize=2&pageToken=" + token)).hasSize(1);
    }

    @Test
    void whatOthersMayReadIsToldToWhoDecidesAboutIt() {
        granted("ana", Map.of());

        for (String who : List.of("olga", "gus", "ada")) {
            assertThat(server.decide(who, "principal", "ana", "purpose", "marketing")
                            .body()
                            .get("permitted")
                            .booleanValue())
                    .isTrue();
        }
        for (String who : List.of("dev", "mark", "vic")) {
            assertThat(server.decide(who, "principal", "ana").status()).isEqualTo(403);
            assertThat(server.decide(who, "principal", "nobody").status()).isEqualTo(403);
        }
        assertThat(server.decide("olga", "principal", "nobody").status()).isEqualTo(404);
        assertThat(server.decide("ana", "purpose", "marketing", "at", later(2))
                        .body()
                        .get("permitted")
                        .booleanValue())
                .isFalse();
        assertThat(server.decide("ana", "at", later(-2)).status()).isIn(400, 422);
        assertThat(server.decide("ana", "port", "sales.orders.order-lines.v7").status())
                .isEqualTo(404);
    }

    @Test
    void everyChangeIsInTheAuditBeforeItHappens() {
        String id = granted("ana", Map.of());
        server.act("olga", id, "revoke");

        assertThat(server.audit)
                .extracting(AuditEvent::action)
                .containsExactly("grant.request", "grant.approve", "grant.revoke");
        assertThat(server.audit).allMatch(event -> event.target().orElseThrow().equals(AccessServer.LINES));
    }

    @Test
    void aGrantWhosePurposeAChangedPolicyDeniesIsShownAsSuch() {
        String id = granted("ana", Map.of());
        granted("ana", Map.of(), "purpose", "fraud");
        assertThat(server.list("olga", "?problems=true")).isEmpty();

        MeshFiles.retail().with("policies/no-marketing.yaml", """
                        apiVersion: polder.dev/v1
                        kind: AccessPolicy
                        name: no-marketing
                        title: Nobody reads orders for marketing
                        when: purpose == 'marketing' && port.domain == 'sales'
                        effect: deny
                        """).applyTo(server.mesh);

        assertThat(server.list("olga", "?problems=true")).containsExactly(id);
        assertThat(server.get("ana", "/v1/access-requests/" + id)
                        .body()
                        .get("problem")
                        .stringValue())
                .startsWith("denied to ana by policy mesh/no-marketing");
        assertThat(server.mayRead("ana", "marketing")).isFalse();
        assertThat(server.mayRead("ana", "fraud")).isTrue();
    }
}
