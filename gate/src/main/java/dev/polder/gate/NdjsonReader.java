package dev.polder.gate;

import java.io.IOException;
import java.util.Optional;

/** One JSON text per line; the gate parses it. */
final class NdjsonReader implements RecordReader {
    private final ByteSource source;
    private final RecordBytes record;
    private long number;
    private long line;

    NdjsonReader(ByteSource source, RecordLimits limits) {
        this.source = source;
        this.record = new RecordBytes(limits);
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
    public void close() throws IOException {
        source.close();
    }
}
