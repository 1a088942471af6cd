package dev.polder.server.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.access.Decision;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Obligations;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.SettableClock;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.mesh.MeshFiles;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.ProvisionedByHand;
import dev.polder.server.reconcile.ProvisionedPorts;
import dev.polder.server.runs.Run.State;
import dev.polder.server.runs.Run.Trigger;
import dev.polder.server.schema.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunServiceTest {
    private static final String PIPELINE = "domains/customers/customer-360/pipeline.yaml";
    private static final String SQL = "domains/customers/customer-360/sql/customer_360.sql";
    private static final PortAddress OUTPUT = PortAddress.parse("customers.customer-360.customer-360");
    private static final String ORDER_LINES = "sales.orders.order-lines.v1";
    private static final List<String> INPUTS = List.of(
            "customers.profiles.addresses.v1",
            "customers.profiles.customers.v1",
            "customers.profiles.demographics.v1",
            "marketing.promotions.promotions.v1",
            ORDER_LINES,
            "support.returns.returns.v1");

    private final SettableClock clock = new SettableClock();
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
    private Database database;
    private MeshService mesh;
    private RunService runs;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        mesh = new MeshService(database, clock);
        runs = new RunService(
                database,
                mesh,
                new ProvisionedPorts(database, mesh),
                port -> Optional.ofNullable(published.get(port.toString())),
                question -> decisions.getOrDefault(question.port().toString(), permitted(Obligations.NONE)),
                audit::add,
                clock);
        apply(MeshFiles.retail());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aTransformRunsWhenAllItsInputsHoldData() {
        assertThat(idle("w")).isEmpty();
        INPUTS.stream().skip(1).forEach(input -> published.put(input, 7L));
        assertThat(idle("w")).isEmpty();
        assertThat(runs.waiting()).isEqualTo(Map.of(OUTPUT + ".v1", INPUTS.subList(0, 1)));

        published.put(INPUTS.get(0), 8L);

        assertThat(runs.waiting()).isEmpty();
        Work.RunOrder order = idle("w").orElseThrow();
        assertThat(order.port()).isEqualTo(OUTPUT + ".v1");
        assertThat(order.inputs())
                .hasSize(6)
                .allSatisfy(input -> assertThat(input.snapshotId()).isPresent());
        assertThat(order.rules())
                .extracting(Work.RuleOrder::name)
                .contains("has-rows", "one-row-per-customer", "segment-is-known", "lifetime-value-adds-up");
        assertThat(order.rules())
                .allSatisfy(rule -> assertThat(rule.aggregate().isPresent())
                        .isNotEqualTo(rule.query().isPresent()));
    }

    @Test
    void anIntervalAndAWishDoNotWaitForData() {
        Run wish = runs.request(OUTPUT);
        assertThat(idle("w")).map(Work.RunOrder::id).contains(wish.id());
        finish(wish.id(), "w", State.SUCCEEDED);

        apply(MeshFiles.retail().edited(PIPELINE, text -> text.replace("on: inputs", "every: PT5M")));
        clock.pass(Duration.ofMinutes(5));

        assertThat(idle("w")).isPresent();
        assertThat(runs.waiting()).isEmpty();
    }

    @Test
    void aRunWithTheSameInputsAndDefinitionIsNotRepeated() {
        publishAll(1);
        Run wish = runs.request(OUTPUT);
        Work.RunOrder order = idle("w").orElseThrow();
        assertThat(order.id()).isEqualTo(wish.id());
        finish(order.id(), "w", State.SUCCEEDED);
        clock.pass(Duration.ofHours(1));
        assertThat(idle("w")).isEmpty();

        published.put(ORDER_LINES, 2L);

        assertThat(idle("w").orElseThrow().inputs())
                .filteredOn(input -> input.name().equals("order_lines"))
                .extracting(Work.InputOrder::snapshotId)
                .containsExactly(Optional.of(2L));
    }

    @Test
    void aRunIsRefusedOnceAsLongAsAnInputIsDeniedAndBeginsWhenItIsGranted() {
        publishAll(1);
        decisions.put(ORDER_LINES, denied("there is no grant for it"));

        assertThat(idle("w")).isEmpty();
        clock.pass(Duration.ofHours(1));
        assertThat(idle("w")).isEmpty();

        assertThat(runs.newestByPort().get(OUTPUT + ".v1")).satisfies(run -> {
            assertThat(run.state()).isEqualTo("REFUSED");
            assertThat(run.isRefused()).isTrue();
            assertThat(run.endedAt()).contains(clock.instant().minus(Duration.ofHours(1)));
            assertThat(run.error()).hasValueSatisfying(why -> {
                assertThat(why.code()).isEqualTo("INPUT_REFUSED");
                assertThat(why.message())
                        .contains("customers.customer-360 may not read " + ORDER_LINES + " for 'customer-care'")
                        .contains("there is no grant for it");
                assertThat(why.remedy())
                        .contains("polder access request sales.orders.order-lines --product customers.customer-360"
                                + " --purpose customer-care");
            });
        });
        assertThat(audit)
                .hasSize(INPUTS.size())
                .allSatisfy(event -> assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.DENIED));
        decisions.clear();
        assertThat(idle("w")).isPresent();
    }

    @Test
    void aGrantThatEndsStopsTheNextRunAndWhoWishedItIsTold() {
        publishAll(1);
        finish(idle("w").orElseThrow().id(), "w", State.SUCCEEDED);
        decisions.put(ORDER_LINES, denied("there is no grant for it"));

        Run wish = runs.request(OUTPUT);
        assertThat(idle("w")).isEmpty();

        assertThat(runs.store().find(wish.id()))
                .hasValueSatisfying(run -> assertThat(run.state()).isEqualTo(State.REFUSED));
        assertThat(runs.publishedByPort()).containsKey(OUTPUT + ".v1");
    }

    @Test
    void whatTheEngineDoesNotKeepToIsRefusedAndColumnsAndNullsAreOrdered() {
        publishAll(1);
        decisions.put(ORDER_LINES, permitted(new Obligations(Optional.empty(), List.of("channel == 'web'"), Map.of())));
        assertThat(idle("w")).isEmpty();
        decisions.put(
                ORDER_LINES,
                permitted(new Obligations(Optional.empty(), List.of(), Map.of("customer_id", new Mask.Hash()))));
        assertThat(idle("w")).isEmpty();

        decisions.put(
                ORDER_LINES,
                permitted(new Obligations(
                        Optional.of(Set.of("order_id", "amount")), List.of(), Map.of("amount", new Mask.Null()))));

        assertThat(idle("w").orElseThrow().inputs())
                .filteredOn(input -> input.name().equals("order_lines"))
                .singleElement()
                .satisfies(input -> {
                    assertThat(input.columns()).contains(List.of("amount", "order_id"));
                    assertThat(input.nulls()).containsExactly("amount");
                });
    }

    @Test
    void everyInputOfARunStandsInTheAuditWithProductPurposeAndSnapshot() {
        publishAll(1);

        Work.RunOrder order = idle("w").orElseThrow();

        assertThat(audit).extracting(event -> event.target().orElseThrow()).containsExactlyInAnyOrderElementsOf(INPUTS);
        assertThat(audit).allSatisfy(event -> {
            assertThat(event.principal()).isEqualTo("product:customers.customer-360");
            assertThat(event.action()).isEqualTo("transform.read");
            assertThat(event.details())
                    .containsEntry("purpose", "customer-care")
                    .containsEntry("snapshot", "1")
                    .containsEntry("run", order.id().toString());
        });
    }

    private static Decision permitted(Obligations owed) {
        return new Decision(true, owed, List.of(new Decision.Reason("test", Decision.Effect.PERMIT, "permitted")));
    }

    private static Decision denied(String why) {
        return new Decision(false, Obligations.NONE, List.of(new Decision.Reason("grants", Decision.Effect.DENY, why)));
    }

    @Test
    void anotherSqlRunsWithTheSameInputs() {
        publishAll(1);
        finish(idle("w").orElseThrow().id(), "w", State.SUCCEEDED);
        assertThat(idle("w")).isEmpty();

        apply(MeshFiles.retail().edited(SQL, sql -> sql + "\n-- seen anew"));

        assertThat(idle("w")).isPresent();
    }

    @Test
    void aWishDuringARunWaitsForItsTurnAndCountsOnce() {
        publishAll(1);
        UUID running = idle("w").orElseThrow().id();

        Run wish = runs.request(OUTPUT);
        assertThat(runs.request(OUTPUT).id()).isEqualTo(wish.id()).isNotEqualTo(running);
        assertThat(runs.claim(new Work.Poll("w", true))).isEmpty();
        assertThat(runs.newestByPort().get(OUTPUT + ".v1").id()).isEqualTo(running);
        finish(running, "w", State.SUCCEEDED);

        Work.RunOrder order = idle("w").orElseThrow();
        assertThat(order.id()).isEqualTo(wish.id());
        assertThat(run(order.id()).trigger()).isEqualTo(Trigger.REQUEST);
        finish(order.id(), "w", State.SUCCEEDED);
        clock.pass(Duration.ofHours(1));
        assertThat(idle("w")).isEmpty();
    }

    @Test
    void aWishForATransformThatIsGoneIsForgotten() {
        Run wish = runs.request(OUTPUT);
        apply(MeshFiles.retail().without("domains/customers/customer-360"));
        clock.pass(Duration.ofSeconds(1));

        assertThat(idle("w")).isEmpty();

        assertThat(runs.store().find(wish.id())).isEmpty();
    }

    @Test
    void whatOnlyRecordsFillCannotBeRun() {
        assertThatThrownBy(() -> runs.request(PortAddress.parse("sales.orders.order-lines")))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.USAGE));
    }

    @Test
    void workersAtTheSameTimeGetARunOnce() throws Exception {
        publishAll(1);
        List<Callable<Optional<Work.RunOrder>>> polls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String worker = "worker-" + i;
            polls.add(() -> idle(worker));
        }
        ExecutorService threads = Executors.newFixedThreadPool(polls.size());
        List<Work.RunOrder> orders = new ArrayList<>();
        try {
            for (Future<Optional<Work.RunOrder>> answer : threads.invokeAll(polls)) {
                answer.get().ifPresent(orders::add);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(orders).hasSize(1);
        assertThat(all()).hasSize(1);
    }

    @Test
    void theRunOfAReplacedWorkerIsLostAndScheduledAnew() {
        publishAll(1);
        UUID lost = idle("first").orElseThrow().id();

        assertThat(idle("second")).isEmpty();
        assertThat(run(lost).state()).isEqualTo(State.LOST);

        clock.pass(Schedule.wait(1));
        UUID again = idle("second").orElseThrow().id();
        assertThat(run(again).trigger()).isEqualTo(Trigger.RETRY);
        assertThat(run(again).attempt()).isEqualTo(2);
    }

    @Test
    void theRunOfASilentWorkerIsLost() {
        publishAll(1);
        UUID id = idle("w").orElseThrow().id();
        clock.pass(RunService.SILENCE.minusSeconds(1));
        runs.loseSilentRuns();
        assertThat(run(id).state()).isEqualTo(State.RUNNING);
        runs.claim(new Work.Poll("w", true));

        clock.pass(RunService.SILENCE);
        runs.loseSilentRuns();

        assertThat(run(id).state()).isEqualTo(State.LOST);
        assertThat(run(id).endedAt()).contains(clock.instant());
    }

    @Test
    void aRunThatItsWorkerNeverHeardOfIsScheduledAnew() {
        publishAll(1);
        UUID unheard = idle("w").orElseThrow().id();

        assertThat(idle("w")).isEmpty();

        assertThat(run(unheard).state()).isEqualTo(State.LOST);
        clock.pass(Schedule.wait(1));
        assertThat(idle("w")).isPresent();
    }

    @Test
    void aWorkerTakenForDeadMayStillReport() {
        publishAll(1);
        UUID id = idle("w").orElseThrow().id();
        clock.pass(RunService.SILENCE);
        runs.loseSilentRuns();

        finish(id, "w", State.SUCCEEDED);

        assertThat(run(id).state()).isEqualTo(State.SUCCEEDED);
        clock.pass(Duration.ofHours(1));
        assertThat(idle("w")).isEmpty();
    }

    @Test
    void finishingTwiceCountsOnce() {
        publishAll(1);
        UUID id = idle("w").orElseThrow().id();
        finish(id, "w", State.SUCCEEDED);
        Run first = run(id);
        clock.pass(Duration.ofSeconds(10));

        finish(id, "w", State.FAILED);

        assertThat(run(id)).isEqualTo(first);
    }

    @Test
    void nobodyFinishesTheRunOfAnother() {
        publishAll(1);
        UUID id = idle("w").orElseThrow().id();
        UUID queued = runs.request(OUTPUT).id();

        for (UUID run : List.of(id, queued)) {
            assertThatThrownBy(() -> finish(run, "x", State.SUCCEEDED))
                    .isInstanceOfSatisfying(
                            PolderException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(Code.DENIED))
                    .hasMessageContaining("was not given to the worker x");
        }
        assertThat(run(id).state()).isEqualTo(State.RUNNING);
        assertThatThrownBy(() -> finish(UUID.randomUUID(), "w", State.SUCCEEDED))
                .isInstanceOfSatisfying(
                        PolderException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.NOT_FOUND));
    }

    @Test
    void aTableThatCannotBeReadStopsNobodyElse() {
        publishAll(1);
        RunService broken = new RunService(
                database,
                mesh,
                new ProvisionedPorts(database, mesh),
                port -> {
                    throw new IllegalStateException("metadata of " + port + " is gone");
                },
                question -> permitted(Obligations.NONE),
                event -> {},
                clock);

        assertThat(broken.claim(new Work.Poll("w", false))).isEmpty();
        assertThat(broken.waiting().get(OUTPUT + ".v1")).containsExactlyInAnyOrderElementsOf(INPUTS);
    }

    @Test
    void theChecksOfTheLastAnswerStayWhileTheNextRunIsUnderWay() {
        publishAll(1);
        UUID first = idle("w").orElseThrow().id();
        CheckResult check = new CheckResult("has-rows", Optional.of("0"), false, true, "must be greater than 0");
        runs.finish(
                first,
                new Work.RunReport("w", State.QUALITY_FAILED, 0, Optional.empty(), List.of(check), Optional.empty()));
        published.put(ORDER_LINES, 2L);

        UUID second = idle("w").orElseThrow().id();

        assertThat(runs.newestByPort().get(OUTPUT + ".v1").id()).isEqualTo(second);
        assertThat(runs.checkedByPort().get(OUTPUT + ".v1").checks()).containsExactly(check);
        assertThat(runs.publishedByPort()).isEmpty();
    }

    private void apply(MeshFiles files) {
        files.applyTo(mesh);
        ProvisionedByHand.all(database, mesh, new SchemaRegistry(database, clock));
    }

    private void publishAll(long snapshot) {
        INPUTS.forEach(input -> published.put(PortId.parse(input).toString(), snapshot));
    }

    private Optional<Work.RunOrder> idle(String worker) {
        return runs.claim(new Work.Poll(worker, false));
    }

    private void finish(UUID id, String worker, State state) {
        runs.finish(id, new Work.RunReport(worker, state, 3, Optional.of(9L), List.of(), Optional.empty()));
    }

    private Run run(UUID id) {
        return runs.store().find(id).orElseThrow();
    }

    private List<Run> all() {
        return runs.store().list(Optional.empty(), Optional.empty(), 100);
    }
}
