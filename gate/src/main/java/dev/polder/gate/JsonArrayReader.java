package dev.polder.gate;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.util.Optional;

/**
 * The elements of one JSON array, or one object. It follows JSON's grammar byte by byte, so it always knows where an element
 * ends, and stops at the first byte that breaks the grammar.
 */
final class JsonArrayReader implements FastReader {
    private enum State {
        START,
        ELEMENT,
        AFTER_ELEMENT,
        TRAILER,
        END
    }

    private final ByteSource source;
    private final RecordBytes record;
    private final JsonGrammar grammar = new JsonGrammar();
    private State state = State.START;
    private long number;
    private boolean single;
    private int longest = 1024;

    JsonArrayReader(ByteSource source, RecordLimits limits) {
        this.source = source;
        this.record = new RecordBytes(limits);
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (state == State.START) {
            start();
        }
        if (state == State.AFTER_ELEMENT) {
            int value = skipSpace();
            if (value == ',') {
                source.read();
                state = State.ELEMENT;
            } else if (value == ']') {
                source.read();
                state = State.TRAILER;
            } else {
                return cut(value == ByteSource.END ? "the body ends within the array" : "',' or ']' should stand here");
            }
        }
        if (state == State.ELEMENT) {
            return element();
        }
        if (state == State.TRAILER && skipSpace() != ByteSource.END) {
            return cut("something follows after the JSON value");
        }
        state = State.END;
        return Optional.empty();
    }

    @Override
    public boolean accept(RecordChecker checker) throws IOException {
        if (state == State.START) {
            start();
        }
        if (state == State.AFTER_ELEMENT && skipSpace() == ',') {
            source.read();
            state = State.ELEMENT;
        }
        if (state != State.ELEMENT) {
            return false;
        }
        skipSpace();
        while (true) {
            int start = source.position();
            int end = checker.fast(source.buffer(), start, false);
            if (end >= 0) {
                source.takeTo(end);
                longest = Math.max(longest, end - start);
                state = single ? State.TRAILER : State.AFTER_ELEMENT;
                number++;
                return true;
            }
            // The buffer may end within the record.
            int tried = source.limit() - start;
            if (tried > Math.min(2 * longest, ByteSource.LARGEST / 2) || !source.more()) {
                return false;
            }
            // However few bytes come at a time, no byte is looked at more than a few times.
            while (source.limit() - source.position() < tried + tried / 4 && source.more()) {
                continue;
            }
        }
    }

    private void start() throws IOException {
        int first = skipSpace();
        if (first == '[') {
            source.read();
            state = State.ELEMENT;
            if (skipSpace() == ']') {
                source.read();
                state = State.TRAILER;
            }
        } else if (first == '{') {
            state = State.ELEMENT;
        } else {
            throw new PolderException(
                    Code.BODY_INVALID,
                    first == ByteSource.END ? "The body is empty" : "The body is no JSON array and no JSON object",
                    "Send an array of records, [{…}, {…}], or send one object per line as application/x-ndjson");
        }
        single = first == '{';
    }

    private Optional<RawRecord> element() throws IOException {
        int first = skipSpace();
        record.start();
        grammar.start();
        if (first == ByteSource.END || first == ']' || first == ',') {
            return cut("a record should stand here");
        }
        while (true) {
            int value = source.peek();
            JsonGrammar.Step step = value == ByteSource.END ? grammar.end() : grammar.accept(value);
            switch (step) {
                case MORE -> record.add(source.read());
                case DONE_WITH -> {
                    record.add(source.read());
                    return complete();
                }
                case DONE_BEFORE -> {
                    return complete();
                }
                case BROKEN -> {
                    return cut(value == ByteSource.END ? "the body ends within the record" : grammar.expected());
                }
            }
        }
    }

    private Optional<RawRecord> complete() {
        state = single ? State.TRAILER : State.AFTER_ELEMENT;
        number++;
        return Optional.of(
                record.isTooLarge()
                        ? record.tooLarge(number, 0, RecordFormat.JSON)
                        : new RawRecord.Json(number, 0, RecordFormat.JSON, record.copy()));
    }

    /** The last record: what is broken, and all that cannot be told apart after it. */
    private Optional<RawRecord> cut(String why) throws IOException {
        if (state != State.ELEMENT) {
            record.start();
        }
        long offset = source.offset();
        // So that its dead letter shows what stood there.
        for (int rest = 0; rest < 1_000 && source.peek() != ByteSource.END; rest++) {
            record.add(source.read());
        }
        state = State.END;
        number++;
        Refusal refusal = new Refusal(
                Code.RECORD_SYNTAX,
                "$",
                "syntax",
                "This is not well-formed JSON at byte " + (offset + 1) + " of the body: " + why
                        + ". The rest of the body was not read",
                Optional.empty());
        return Optional.of(new RawRecord.Broken(number, 0, RecordFormat.JSON, record.copy(), record.length(), refusal));
    }

    private int skipSpace() throws IOException {
        int value = source.peek();
        while (value == ' ' || value == '\n' || value == '\r' || value == '\t') {
            source.read();
            value = source.peek();
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
