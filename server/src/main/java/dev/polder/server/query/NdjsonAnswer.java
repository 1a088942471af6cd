package dev.polder.server.query;

import dev.polder.query.Column;
import dev.polder.query.QueryResult;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object per row and line; a column name that comes again gets a number. */
final class NdjsonAnswer {
    private final JsonMapper mapper;
    private final OutputStream out;

    NdjsonAnswer(JsonMapper mapper, OutputStream out) {
        this.mapper = mapper;
        this.out = out;
    }

    /** Ends the answer only when all rows are written; a failure before leaves it open, to be cut off. */
    void write(QueryResult result, boolean rows) {
        List<String> names = names(result.columns());
        JsonGenerator json = mapper.writer().withRootValueSeparator("\n").createGenerator(out);
        for (boolean there = rows; there; there = result.next()) {
            json.writeStartObject();
            for (int i = 0; i < names.size(); i++) {
                json.writeName(names.get(i));
                JsonValues.write(json, result.value(i));
            }
            json.writeEndObject();
        }
        if (result.count() > 0) {
            json.writeRaw('\n');
        }
        json.close();
    }

    private static List<String> names(List<Column> columns) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Column column : columns) {
            String name = column.name();
            for (int i = 1; !taken.add(name); i++) {
                name = column.name() + "_" + i;
            }
            names.add(name);
        }
        return names;
    }
}
