package dev.polder.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.QueryRows.Column;
import dev.polder.client.QueryRows.Snapshot;
import dev.polder.client.QueryRows.Summary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    @Test
    void numbersStandOnTheRightAndNullsAreShown() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = terminal(out);
        ResultTable table = new ResultTable(terminal);
        table.columns(List.of(
                new Column("channel", "VARCHAR"), new Column("orders", "BIGINT"), new Column("sum", "DECIMAL(18,2)")));
        table.row(List.of(Json.of("web"), Json.of(12), new Json.Num("3.50")));
        table.row(List.of(Json.NULL, Json.of(7), Json.NULL));
        table.row(List.of(Json.array(List.of(Json.of("a"), Json.of(1))), Json.of(1), new Json.Num("100.00")));
        table.end();
        terminal.flush();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                channel  orders     sum
                web          12    3.50
                NULL          7    NULL
                ["a",1]       1  100.00
                """);
    }

    @Test
    void theFooterSaysHowManyRowsAndWhichSnapshots() {
        Summary summary = new Summary(
                1000, true, List.of(new Snapshot("sales.orders.order-lines.v1", "42", "2026-11-01T10:00:00Z")));

        assertThat(ResultTable.footer(summary, Duration.ofMillis(1234)))
                .isEqualTo("1,000 rows in 1.23 s; there are more: --max-rows; read sales.orders.order-lines.v1 @ 42 of"
                        + " 2026-11-01T10:00:00Z");
    }

    @Test
    void asJsonEveryRowHasItsLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = terminal(out);
        JsonResult result = new JsonResult(terminal);
        result.columns(List.of(new Column("n", "BIGINT")));
        result.row(List.of(Json.of(1)));
        result.row(List.of(Json.NULL));
        result.end(new Summary(2, false, List.of(new Snapshot("a.b.c.v1", "42", "2026-11-01T10:00:00Z"))));
        terminal.flush();

        assertThat(Json.parse(out.toString(StandardCharsets.UTF_8)).compact())
                .isEqualTo("{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"}],\"rows\":[[1],[null]],\"snapshots\":"
                        + "[{\"port\":\"a.b.c.v1\",\"snapshotId\":42,\"committedAt\":\"2026-11-01T10:00:00Z\"}],"
                        + "\"truncated\":false}");
    }

    @Test
    void whenNobodyReadsOnNothingMoreIsFetched() {
        ResultTable table = new ResultTable(terminal(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        }));
        table.columns(List.of(new Column("n", "BIGINT")));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        table.row(List.of(Json.of(i)));
                    }
                })
                .isInstanceOf(Terminal.ReaderGone.class);
    }

    private static Terminal terminal(OutputStream out) {
        return Terminal.to(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream());
    }
}
