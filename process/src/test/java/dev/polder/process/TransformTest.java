package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.polder.core.problem.Code;
import dev.polder.core.quality.QualityRule.Operator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.Test;

class TransformTest {
    private static final SparkSession SESSION = TestMesh.spark().newSession();

    private final TableName lines = TestMesh.table("order_id bigint NOT NULL, customer string, price decimal(10,2)");
    private final TableName totals = TestMesh.table("customer string NOT NULL, orders int, revenue decimal(20,2)");
    private List<Rule> rules = List.of();
    private String sql =
            "SELECT customer, count(*) AS orders, sum(price) AS revenue FROM order_lines GROUP BY customer";

    @Test
    void publishesTheResultOfTheSelect() {
        insert("(1, 'ada', 10.50), (2, 'ada', 4.50), (3, 'bob', 1.00)");

        RunReport report = run();

        assertThat(report.problem()).isEmpty();
        assertThat(report.state()).isEqualTo(RunReport.State.SUCCEEDED);
        assertThat(report.rows()).isEqualTo(2);
        assertThat(published()).containsExactly("ada 2 15.00", "bob 1 1.00");
        Snapshot head = TestMesh.iceberg(totals).currentSnapshot();
        assertThat(report.snapshotId()).contains(head.snapshotId());
        long input = TestMesh.iceberg(lines).currentSnapshot().snapshotId();
        assertThat(head.summary())
                .containsEntry(Transformer.RUN_ID, report.id())
                .containsEntry(Transformer.INPUTS, "{\"" + lines + "\":" + input + "}");
        assertThat(report.checks()).singleElement().satisfies(check -> {
            assertThat(check.rule()).isEqualTo("required:customer");
            assertThat(check.holds()).isTrue();
        });
    }

    @Test
    void replacesTheWholeOutput() {
        insert("(1, 'ada', 10.50), (2, 'bob', 4.50)");
        run();
        TestMesh.spark().sql("DELETE FROM " + lines.inSpark() + " WHERE customer = 'bob'");

        RunReport report = run();

        assertThat(report.state()).isEqualTo(RunReport.State.SUCCEEDED);
        assertThat(published()).containsExactly("ada 1 10.50");
    }

    @Test
    void publishesACountThatTheInputsMetadataCouldAnswer() {
        insert("(1, 'ada', 10.50), (2, 'bob', 1)");
        TableName counts = TestMesh.table("lines bigint NOT NULL, latest bigint");

        RunReport report = new Transformer(SESSION, new QualityChecks(SESSION))
                .run(new TransformRun(
                        UUID.randomUUID().toString(),
                        "sales.orders.counts",
                        "sales.orders.counts.v1",
                        counts,
                        "SELECT count(*) AS lines, max(order_id) AS latest FROM order_lines",
                        List.of(new TransformRun.Input("order_lines", lines, snapshot())),
                        List.of()));

        assertThat(report.problem()).isEmpty();
        assertThat(TestMesh.rows("SELECT lines FROM " + counts.inSpark()))
                .singleElement()
                .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(2));
    }

    @Test
    void readsTheSnapshotThatWasPinnedAndNotANewerOne() {
        insert("(1, 'ada', 10.50)");
        long pinned = TestMesh.iceberg(lines).currentSnapshot().snapshotId();
        insert("(2, 'bob', 4.50)");

        run(UUID.randomUUID().toString(), Optional.of(pinned));

        assertThat(published()).containsExactly("ada 1 10.50");
    }

    @Test
    void readsAnInputThatHoldsNothingYetAsEmpty() {
        insert("(1, 'ada', 10.50)");

        RunReport report = run(UUID.randomUUID().toString(), Optional.empty());

        assertThat(report.state()).isEqualTo(RunReport.State.SUCCEEDED);
        assertThat(report.rows()).isZero();
        assertThat(published()).isEmpty();
    }

    @Test
    void aColumnThatWasNotGrantedIsNotThereAndAMaskedOneIsNull() {
        insert("(1, 'ada', 10.50)");
        TransformRun.Input input = new TransformRun.Input(
                "order_lines", lines, snapshot(), Optional.of(Set.of("customer", "price")), Set.of("customer"));
        sql = "SELECT coalesce(customer, 'hidden') AS customer, 1 AS orders, price AS revenue FROM order_lines";

        RunReport report = run(input);

        assertThat(report.problem()).isEmpty();
        assertThat(published()).containsExactly("hidden 1 10.50");
        sql = "SELECT customer, CAST(order_id AS int) AS orders, price AS revenue FROM order_lines";
        assertThat(run(input).problem())
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo(Code.SQL_UNKNOWN_NAME));
    }

    @Test
    void leavesWhatIsPublishedWhenARuleFails() {
        insert("(1, 'ada', 10.50)");
        run();
        rules = List.of(
                TestPort.aggregate("enough", "count(*)", Operator.MUST_BE_GREATER_OR_EQUAL_TO, "1"),
                TestPort.aggregate("cheap", "max(`revenue`)", Operator.MUST_BE_LESS_THAN, "100"),
                TestPort.query("no-bob", "SELECT count(*) FROM object WHERE customer = 'bob'", Operator.MUST_BE, "0"));
        insert("(2, 'bob', 200)");

        RunReport report = run();

        assertThat(report.state()).isEqualTo(RunReport.State.QUALITY_FAILED);
        assertThat(report.snapshotId()).isEmpty();
        assertThat(report.checks())
                .extracting(Check::rule, Check::holds)
                .containsExactly(
                        tuple("required:customer", true),
                        tuple("enough", true),
                        tuple("cheap", false),
                        tuple("no-bob", false));
        assertThat(report.problem())
                .hasValueSatisfying(problem -> assertThat(problem.message())
                        .contains("cheap is 200; it must be less than 100")
                        .contains("no-bob is 1; it must be 0"));
        assertThat(published()).containsExactly("ada 1 10.50");
    }

    @Test
    void startsFromMainAfterAFailedAudit() {
        rules = List.of(TestPort.aggregate("few", "count(*)", Operator.MUST_BE_LESS_THAN, "2"));
        insert("(1, 'ada', 1), (2, 'bob', 2)");
        assertThat(run().state()).isEqualTo(RunReport.State.QUALITY_FAILED);
        TestMesh.spark().sql("DELETE FROM " + lines.inSpark() + " WHERE customer = 'bob'");

        assertThat(run().state()).isEqualTo(RunReport.State.SUCCEEDED);

        assertThat(published()).containsExactly("ada 1 1.00");
        Snapshot head = TestMesh.iceberg(totals).currentSnapshot();
        Snapshot parent = TestMesh.iceberg(totals).snapshot(head.parentId());
        assertThat(parent.summary()).doesNotContainKey(Transformer.RUN_ID);
    }

    @Test
    void publishesWhenOnlyAWarningFails() {
        Rule few = TestPort.aggregate("few", "count(*)", Operator.MUST_BE_LESS_THAN, "1");
        rules = List.of(new Rule(few.name(), few.column(), few.measure(), few.comparison(), few.unit(), false));
        insert("(1, 'ada', 1)");

        RunReport report = run();

        assertThat(report.state()).isEqualTo(RunReport.State.SUCCEEDED);
        assertThat(report.checks().get(1).holds()).isFalse();
    }

    @Test
    void failsARuleThatCannotBeMeasuredAndStillMeasuresTheOthers() {
        rules = List.of(
                TestPort.aggregate("broken", "sum(cast(customer AS int))", Operator.MUST_BE, "0"),
                TestPort.aggregate("rows", "count(*)", Operator.MUST_BE, "1"),
                TestPort.query("empty", "SELECT max(orders) FROM object WHERE orders > 99", Operator.MUST_BE, "0"),
                TestPort.query("file", "SELECT count(*) FROM parquet.`/etc`", Operator.MUST_BE, "0"));
        insert("(1, 'ada', 1)");

        RunReport report = run();

        assertThat(report.state()).isEqualTo(RunReport.State.QUALITY_FAILED);
        assertThat(report.checks()).extracting(Check::holds).containsExactly(true, false, true, false, false);
        assertThat(report.checks().get(1).message()).contains("broken has no measure: [CAST_INVALID_INPUT]");
        assertThat(report.checks().get(3).message()).contains("there is no value to measure");
        assertThat(report.checks().get(4).message()).contains("parquet");
    }

    @Test
    void failsTheImpliedRuleWhenARequiredColumnIsNull() {
        insert("(1, 'ada', 10.50), (2, NULL, 1), (3, NULL, 2)");
        sql = "SELECT customer, 1 AS orders, price AS revenue FROM order_lines";
        rules = List.of(TestPort.aggregate("rows", "count(*)", Operator.MUST_BE, "3"));

        RunReport report = run();

        assertThat(report.state()).isEqualTo(RunReport.State.QUALITY_FAILED);
        assertThat(report.checks().get(0)).satisfies(check -> {
            assertThat(check.rule()).isEqualTo("required:customer");
            assertThat(check.measure()).contains("2");
        });
        assertThat(report.checks().get(1).holds()).isTrue();
        assertThat(published()).isEmpty();
    }

    @Test
    void namesEveryColumnThatDoesNotFit() {
        insert("(1, 'ada', 10.50)");
        sql = "SELECT customer, price / 3 AS revenue, 1 AS extra FROM order_lines";

        RunReport report = run();

        assertFailed(report, Code.TRANSFORM_FAILED, "column orders is missing");
        assertFailed(report, Code.TRANSFORM_FAILED, "column extra is not in the contract");
        assertFailed(report, Code.TRANSFORM_FAILED, "column revenue is decimal(");
        assertThat(TestMesh.iceberg(totals).refs()).isEmpty();
    }

    @Test
    void castsWhereNothingIsLostAndFailsWhereAValueDoesNotFit() {
        insert("(1, 'ada', 10.50)");
        sql = "SELECT customer, 5000000000 AS orders, price AS revenue FROM order_lines";

        assertFailed(run(), Code.TRANSFORM_FAILED, "overflow");
        sql = "SELECT customer, 5L AS orders, NULL AS revenue FROM order_lines";
        assertThat(run().state()).isEqualTo(RunReport.State.SUCCEEDED);
    }

    @Test
    void saysWhereTheSqlIsWrong() {
        sql = "SELECT (customer\nFROM order_lines";
        assertFailed(run(), Code.SQL_INVALID, "[PARSE_SYNTAX_ERROR]");
        sql = "SELECT custmer FROM order_lines";
        assertFailed(run(), Code.SQL_UNKNOWN_NAME, "line 1, column 8");
        sql = "SELECT customer FROM other_lines";
        assertFailed(run(), Code.SQL_UNKNOWN_NAME, "there is no input 'other_lines'; the query may name order_lines");
    }

    @Test
    void tellsWhatFailedWithoutTheValueAndWithoutAStackTrace() {
        insert("(1, 'ada', 10.50)");
        sql = "SELECT customer, cast(customer AS int) AS orders, price AS revenue FROM order_lines";

        RunReport report = run();

        assertFailed(report, Code.TRANSFORM_FAILED, "CAST_INVALID_INPUT");
        assertThat(report.problem().orElseThrow().message())
                .contains("The value … of the type \"STRING\" cannot be cast to \"INT\"")
                .contains("in: cast(customer AS int)")
                .doesNotContain("ada")
                .doesNotContain("\tat ");

        insert("(2, 'ada0#0', 10.50)");
        sql = "SELECT customer, length(format_number(price, customer)) AS orders, price AS revenue FROM order_lines";
        assertFailed(run(), Code.TRANSFORM_FAILED, "IllegalArgumentException");
        assertThat(run().problem().orElseThrow().message()).doesNotContain("ada");
    }

    @Test
    void doesNotExecuteAPublishedRunAgain() {
        insert("(1, 'ada', 10.50)");
        String id = UUID.randomUUID().toString();
        RunReport first = run(id, snapshot());
        run();
        insert("(2, 'bob', 1)");

        RunReport again = run(id, snapshot());

        assertThat(again.state()).isEqualTo(RunReport.State.SUCCEEDED);
        assertThat(again.snapshotId()).isEqualTo(first.snapshotId());
        assertThat(again.rows()).isEqualTo(1);
        assertThat(published()).containsExactly("ada 1 10.50");
    }

    @Test
    void executesARunAgainThatWasWrittenButNotPublished() {
        insert("(1, 'ada', 10.50)");
        run();
        rules = List.of(TestPort.aggregate("none", "count(*)", Operator.MUST_BE, "0"));
        String id = UUID.randomUUID().toString();
        assertThat(run(id, snapshot()).state()).isEqualTo(RunReport.State.QUALITY_FAILED);
        rules = List.of();

        assertThat(run(id, snapshot()).state()).isEqualTo(RunReport.State.SUCCEEDED);
    }

    @Test
    void saysThatAPinnedSnapshotIsGone() {
        insert("(1, 'ada', 10.50)");

        assertFailed(
                run(UUID.randomUUID().toString(), Optional.of(42L)),
                Code.TRANSFORM_FAILED,
                "snapshot 42 of input order_lines");
    }

    @Test
    void leavesNoNamesBehindInTheSession() {
        insert("(1, 'ada', 10.50)");
        run();

        assertThat(SESSION.catalog().listTables().collectAsList()).isEmpty();
    }

    private void insert(String values) {
        TestMesh.spark().sql("INSERT INTO " + lines.inSpark() + " VALUES " + values);
    }

    private Optional<Long> snapshot() {
        return Optional.ofNullable(TestMesh.iceberg(lines).currentSnapshot()).map(Snapshot::snapshotId);
    }

    private RunReport run() {
        return run(UUID.randomUUID().toString(), snapshot());
    }

    private RunReport run(String id, Optional<Long> snapshot) {
        return run(id, new TransformRun.Input("order_lines", lines, snapshot));
    }

    private RunReport run(TransformRun.Input input) {
        return run(UUID.randomUUID().toString(), input);
    }

    private RunReport run(String id, TransformRun.Input input) {
        return new Transformer(SESSION, new QualityChecks(SESSION))
                .run(new TransformRun(
                        id, "sales.orders.totals", "sales.orders.totals.v1", totals, sql, List.of(input), rules));
    }

    private static void assertFailed(RunReport report, Code code, String message) {
        assertThat(report.state()).isEqualTo(RunReport.State.FAILED);
        assertThat(report.problem()).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).containsIgnoringCase(message);
            assertThat(problem.remedy()).isNotEmpty();
        });
    }

    private List<String> published() {
        return TestMesh.rows(
                        "SELECT concat_ws(' ', customer, orders, revenue) FROM " + totals.inSpark() + " ORDER BY 1")
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
