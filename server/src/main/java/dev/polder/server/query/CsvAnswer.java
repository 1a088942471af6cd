package dev.polder.server.query;

import dev.polder.query.QueryResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** RFC 4180 with a header. NULL is an empty field, an empty text a quoted one; lists and objects are JSON. */
final class CsvAnswer {
    private static final Pattern QUOTED = Pattern.compile("[\",\r\n]|^\\s|\\s$|^$");

    private final Writer out;

    CsvAnswer(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    /** Ends the answer only when all rows are written; a failure before leaves it open, to be cut off. */
    void write(QueryResult result, boolean rows) throws IOException {
        int columns = result.columns().size();
        for (int i = 0; i < columns; i++) {
            separate(i);
            out.write(quoted(result.columns().get(i).name()));
        }
        out.write("\r\n");
        for (boolean there = rows; there; there = result.next()) {
            for (int i = 0; i < columns; i++) {
                separate(i);
                Object value = result.value(i);
                if (value != null) {
                    out.write(quoted(text(value)));
                }
            }
            out.write("\r\n");
        }
        out.close();
    }

    private void separate(int column) throws IOException {
        if (column > 0) {
            out.write(',');
        }
    }

    private static String text(Object value) {
        if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
            return JsonValues.text(value);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonMapper.shared().createGenerator(text)) {
            JsonValues.write(json, value);
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return QUOTED.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
