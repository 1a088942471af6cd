package dev.polder.server.query;

import dev.polder.core.problem.PolderException;
import dev.polder.query.Column;
import dev.polder.query.QueryResult;
import dev.polder.server.http.Json;
import dev.polder.server.http.Secrets;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** {@code {"columns":[…],"snapshots":[…],"rows":[[…]],"truncated":false}}. */
final class JsonAnswer {
    private final JsonGenerator json;

    JsonAnswer(JsonGenerator json) {
        this.json = json;
    }

    /** Answers why not all rows could be read, if so. */
    Optional<PolderException> write(QueryResult result, boolean rows) {
        json.writeStartObject();
        json.writeName("columns");
        json.writeStartArray();
        for (Column column : result.columns()) {
            json.writeStartObject();
            json.writeStringProperty("name", column.name());
            json.writeStringProperty("type", column.type());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeName("snapshots");
        json.writeRawValue(Json.text(SnapshotBody.of(result.snapshots())));
        json.writeName("rows");
        Optional<PolderException> failure = rows(result, rows);
        json.writeBooleanProperty("truncated", result.truncated());
        failure.ifPresent(refusal -> {
            json.writeStringProperty("code", refusal.code().name());
            json.writeStringProperty("detail", Secrets.redacted(refusal.getMessage()));
            json.writeStringProperty("remedy", refusal.remedy());
        });
        json.writeEndObject();
        json.close();
        return failure;
    }

    private Optional<PolderException> rows(QueryResult result, boolean first) {
        int columns = result.columns().size();
        json.writeStartArray();
        Optional<PolderException> failure = Optional.empty();
        try {
            for (boolean there = first; there; there = result.next()) {
                // Read as a whole before it is written: a value that cannot be read leaves no half row.
                Object[] row = new Object[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = result.value(i);
                }
                json.writeStartArray();
                for (Object value : row) {
                    JsonValues.write(json, value);
                }
                json.writeEndArray();
            }
        } catch (PolderException e) {
            failure = Optional.of(e);
        }
        json.writeEndArray();
        return failure;
    }
}
