package dev.polder.cli.query;

import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.client.QueryRows;
import java.util.List;

/** A query's result as one JSON object, a row per line. */
final class JsonResult implements QueryRows {
    private final Terminal terminal;
    private boolean begun;

    JsonResult(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void columns(List<Column> columns) {
        Json json = Json.array(columns.stream()
                .map(column -> Json.object()
                        .with("name", column.name())
                        .with("type", column.type())
                        .done())
                .toList());
        terminal.out().append("{\"columns\":").append(json.compact()).append(",\n\"rows\":[");
    }

    @Override
    public void row(List<Json> values) {
        terminal.out().append(begun ? ",\n" : "\n").append(Json.array(values).compact());
        begun = true;
        terminal.checkReaderNowAndThen();
    }

    void end(Summary summary) {
        Json snapshots = Json.array(summary.snapshots().stream()
                .map(snapshot -> Json.object()
                        .with("port", snapshot.port())
                        .with("snapshotId", new Json.Num(snapshot.snapshotId()))
                        .with("committedAt", snapshot.committedAt())
                        .done())
                .toList());
        terminal.line("\n],\"snapshots\":" + snapshots.compact() + ",\n\"truncated\":" + summary.truncated() + "}");
    }
}
