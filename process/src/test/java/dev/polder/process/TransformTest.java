package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
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
        assertThat(head.summary())
                .containsEntry(Transformer.RUN_ID, report.id())
                .containsEntry(
                        Transformer.INPUTS,
                        "{\"" + lines + "\":"
                                + TestMesh.iceberg(lines).currentSnapshot().snapshotId() + "}");
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

    private void insert(String values) {
        TestMesh.spark().sql("INSERT INTO " + lines.inSpark() + " VALUES " + values);
    }

    private RunReport run() {
        return run(UUID.randomUUID().toString());
    }

    private RunReport run(String id) {
        Optional<Long> snapshot =
                Optional.ofNullable(TestMesh.iceberg(lines).currentSnapshot()).map(Snapshot::snapshotId);
        return new Transformer(SESSION, new QualityChecks(SESSION))
                .run(new TransformRun(
                        id,
                        "sales.orders.totals",
                        "sales.orders.totals.v1",
                        totals,
                        sql,
                        List.of(new TransformRun.Input("order_lines", lines, snapshot)),
                        rules));
    }

    private List<String> published() {
        return TestMesh.rows(
                        "SELECT concat_ws(' ', customer, orders, revenue) FROM " + totals.inSpark() + " ORDER BY 1")
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
