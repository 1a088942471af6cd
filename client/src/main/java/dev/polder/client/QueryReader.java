package dev.polder.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a query's JSON answer row by row. */
final class QueryReader {
    private final QueryRows rows;
    private List<QueryRows.Snapshot> snapshots;
    private boolean truncated;
    private long count;

    /** @param snapshotsHeader the same as the body's {@code snapshots}; null when the header is missing */
    QueryReader(QueryRows rows, String snapshotsHeader) {
        this.rows = rows;
        this.snapshots = Optional.ofNullable(snapshotsHeader)
                .filter(header -> header.startsWith("["))
                .map(header -> snapshots(Json.parse(header)))
                .orElse(List.of());
    }

    QueryRows.Summary read(InputStream in) throws IOException {
        try (JsonParser parser = JsonReader.open(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw JsonReader.invalid("an object was expected", null);
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                member(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("the answer ends early, after " + count + " rows");
            }
            return new QueryRows.Summary(count, truncated, snapshots);
        } catch (JacksonException e) {
            throw new IOException("the answer ends early, after " + count + " rows", e);
        }
    }

    private void member(String name, JsonParser parser) {
        switch (name) {
            case "columns" ->
                rows.columns(JsonReader.value(parser).items().stream()
                        .map(column -> new QueryRows.Column(
                                column.text("name").orElse(""),
                                column.text("type").orElse("")))
                        .toList());
            case "rows" -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    rows.row(JsonReader.value(parser).items());
                    count++;
                }
            }
            case "snapshots" -> snapshots = snapshots(JsonReader.value(parser));
            case "truncated" -> truncated = parser.currentToken() == JsonToken.VALUE_TRUE;
            case "code" -> throw Problems.exception(500, Optional.of(problem(parser)), "The query");
            default -> JsonReader.value(parser);
        }
    }

    /** An error that came after the first rows: the rest of the object is a problem. */
    private static Json problem(JsonParser parser) {
        Json.Members problem = Json.object().with("code", JsonReader.value(parser));
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            problem.with(name, JsonReader.value(parser));
        }
        return problem.done();
    }

    private static List<QueryRows.Snapshot> snapshots(Json json) {
        List<QueryRows.Snapshot> snapshots = new ArrayList<>();
        for (Json item : json.items()) {
            snapshots.add(new QueryRows.Snapshot(
                    item.text("port").orElse(""),
                    item.text("snapshotId").orElse(""),
                    item.text("committedAt").orElse("")));
        }
        return snapshots;
    }
}
