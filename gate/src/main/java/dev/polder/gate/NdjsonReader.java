package dev.polder.gate;

import java.io.IOException;
import java.util.Optional;

/** One JSON text per line; the gate parses it. */
final class NdjsonReader implements FastReader {
    private final ByteSource source;
    private final RecordBytes record;
    private final int maxBytes;
    private long number;
    private long line;

    NdjsonReader(ByteSource source, RecordLimits limits) {
        this.source = source;
        this.record = new RecordBytes(limits);
        this.maxBytes = limits.maxBytes();
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        while (source.peek() != ByteSource.END) {
            line++;
            record.start();
            for (int value = source.read(); value != '\n' && value != ByteSource.END; value = source.read()) {
                record.add(value);
            }
            if (record.isBlank()) {
                continue;
            }
            record.dropLast('\r');
            number++;
            return Optional.of(
                    record.isTooLarge()
                            ? record.tooLarge(number, line, RecordFormat.NDJSON)
                            : new RawRecord.Json(number, line, RecordFormat.NDJSON, record.copy()));
        }
        return Optional.empty();
    }

    @Override
    public boolean accept(RecordChecker checker) throws IOException {
        while (true) {
            byte[] bytes = source.buffer();
            int start = source.position();
            int at = afterBlanks(bytes, start);
            if (bytes[at] == '\n' && at < source.limit() && at - start <= maxBytes) {
                source.takeTo(at + 1);
                line++;
                continue;
            }
            if (at < source.limit()) {
                int end = checker.fast(bytes, at, true);
                if (end >= 0 && isTaken(bytes, start, afterBlanks(bytes, end))) {
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

    private boolean isTaken(byte[] bytes, int start, int end) {
        boolean last = end == source.limit();
        if (end - start > maxBytes || (last ? !source.isEnded() : bytes[end] != '\n')) {
            return false;
        }
        source.takeTo(last ? end : end + 1);
        line++;
        number++;
        return true;
    }

    private static int afterBlanks(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r') {
            at++;
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
