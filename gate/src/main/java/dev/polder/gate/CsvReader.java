package dev.polder.gate;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.fast.FastGate;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RFC 4180: comma, double quotes, line ends within quotes, a header line. An empty cell is null; {@code ""} in a text column is
 * the empty string. Lines without a character are skipped.
 */
final class CsvReader implements FastReader {
    private static final int MOST_COLUMNS = 10_000;

    private enum State {
        CELL_START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private final ByteSource source;
    private final SchemaObject schema;
    private final RecordBytes record;
    private final int maxBytes;
    private List<Integer> columns = List.of();
    private Optional<FastGate.Rows> rows = Optional.empty();
    private boolean started;
    private boolean unclosed;
    private long number;
    private long line = 1;

    CsvReader(ByteSource source, SchemaObject schema, RecordLimits limits) {
        this.source = source;
        this.schema = schema;
        this.record = new RecordBytes(limits);
        this.maxBytes = limits.maxBytes();
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (!started) {
            started = true;
            columns = header();
        }
        while (source.peek() != ByteSource.END) {
            long start = line;
            scan();
            if (record.length() == 0) {
                continue;
            }
            number++;
            return Optional.of(record(start));
        }
        return Optional.empty();
    }

    @Override
    public boolean accept(RecordChecker checker) throws IOException {
        if (!started) {
            started = true;
            columns = header();
            int[] indexes = columns.stream().mapToInt(Integer::intValue).toArray();
            rows = checker.engine().map(engine -> engine.rows(indexes));
        }
        if (rows.isEmpty()) {
            return false;
        }
        while (true) {
            byte[] bytes = source.buffer();
            int start = source.position();
            int limit = source.limit();
            if (start < limit && bytes[start] == '\n') {
                source.takeTo(start + 1);
                line++;
                continue;
            }
            if (start < limit) {
                int end = checker.fastRow(rows.get(), bytes, start, limit);
                boolean whole = end >= 0 && (end < limit || source.isEnded()) && end - start <= maxBytes;
                if (whole && !isEmpty(bytes, start, end)) {
                    source.takeTo(Math.min(end + 1, limit));
                    line += end < limit ? 1 : 0;
                    number++;
                    return true;
                }
                if (source.hasLineEnd()) {
                    return false;
                }
            }
            // The buffer may end within the record; it is tried again when its line is whole.
            if (!source.restOfLine()) {
                return false;
            }
        }
    }

    /** Such a line is no record. */
    private static boolean isEmpty(byte[] bytes, int start, int end) {
        return end == start || end == start + 1 && bytes[start] == '\r';
    }

    @Override
    public List<String> columns() {
        return columns.stream()
                .map(column -> schema.properties().get(column).name())
                .toList();
    }

    private RawRecord record(long start) {
        if (record.isTooLarge()) {
            return record.tooLarge(number, start, RecordFormat.CSV);
        }
        byte[] bytes = record.copy();
        if (unclosed) {
            return broken(
                    start, bytes, "syntax", "The quote of a cell is never closed; the rest of the body is this record");
        }
        List<RawRecord.Cell> cells;
        try {
            cells = cells(JsonText.decoded(bytes).toString(), columns.size());
        } catch (CharacterCodingException e) {
            return broken(start, bytes, "encoding", "The record is not valid UTF-8");
        } catch (Malformed e) {
            return broken(start, bytes, "syntax", e.getMessage());
        }
        if (cells.size() < columns.size()) {
            String message = "The record has " + cells.size() + (cells.size() == 1 ? " cell" : " cells")
                    + "; the header has " + columns.size();
            return broken(start, bytes, "columns", message);
        }
        return new RawRecord.Csv(number, start, bytes, cells, columns);
    }

    private RawRecord broken(long start, byte[] bytes, String rule, String message) {
        Refusal refusal = new Refusal(Code.RECORD_SYNTAX, "$", rule, message, Optional.empty());
        return new RawRecord.Broken(number, start, RecordFormat.CSV, bytes, bytes.length, refusal);
    }

    /** Reads the bytes up to the line end that ends the record. */
    private void scan() throws IOException {
        record.start();
        State state = State.CELL_START;
        for (int c = source.read(); c != ByteSource.END; c = source.read()) {
            if (c == '\n') {
                line++;
                if (state != State.QUOTED) {
                    record.dropLast('\r');
                    unclosed = false;
                    return;
                }
            }
            record.add(c);
            state = switch (state) {
                case CELL_START -> c == '"' ? State.QUOTED : c == ',' ? State.CELL_START : State.PLAIN;
                case PLAIN -> c == ',' ? State.CELL_START : State.PLAIN;
                case QUOTED -> c == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
                case QUOTE_IN_QUOTED -> c == '"' ? State.QUOTED : c == ',' ? State.CELL_START : State.PLAIN;
            };
        }
        unclosed = state == State.QUOTED;
        if (!unclosed) {
            record.dropLast('\r');
        }
    }

    private static List<RawRecord.Cell> cells(String text, int most) throws Malformed {
        List<RawRecord.Cell> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            if (cells.size() == most) {
                throw new Malformed("There are more than the " + most + " cells that are expected");
            }
            if (at < text.length() && text.charAt(at) == '"') {
                StringBuilder cell = new StringBuilder();
                int quote = text.indexOf('"', ++at);
                while (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                    cell.append(text, at, quote + 1);
                    at = quote + 2;
                    quote = text.indexOf('"', at);
                }
                cell.append(text, at, quote);
                at = quote + 1;
                if (at < text.length() && text.charAt(at) != ',') {
                    throw new Malformed("Something follows the closing quote of cell " + (cells.size() + 1));
                }
                cells.add(new RawRecord.Cell(cell.toString(), true));
            } else {
                int comma = text.indexOf(',', at);
                String cell = text.substring(at, comma < 0 ? text.length() : comma);
                if (cell.indexOf('"') >= 0) {
                    throw new Malformed("Cell " + (cells.size() + 1)
                            + " has a quote inside; put the cell in quotes and write the quote twice");
                }
                cells.add(new RawRecord.Cell(cell, false));
                at = comma < 0 ? text.length() : comma;
            }
            if (at >= text.length()) {
                return cells;
            }
            at++;
        }
    }

    private List<Integer> header() throws IOException {
        scan();
        while (record.length() == 0 && source.peek() != ByteSource.END) {
            scan();
        }
        if (record.length() == 0) {
            throw invalid("The body is empty", "Send a header line with the column names first");
        }
        if (record.isTooLarge() || unclosed) {
            throw invalid("The header line does not end", "Send a header line with the column names first");
        }
        List<String> names = new ArrayList<>();
        try {
            for (RawRecord.Cell cell : cells(JsonText.decoded(record.copy()).toString(), MOST_COLUMNS)) {
                names.add(cell.text());
            }
        } catch (CharacterCodingException e) {
            throw invalid("The header line is not valid UTF-8", "Send the body in UTF-8");
        } catch (Malformed e) {
            throw invalid("The header line is not valid CSV: " + e.getMessage(), "Correct the header line");
        }
        return new CsvColumns(schema).mapped(names);
    }

    private static PolderException invalid(String message, String remedy) {
        return new PolderException(Code.BODY_INVALID, message, remedy);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static final class Malformed extends Exception {
        Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
