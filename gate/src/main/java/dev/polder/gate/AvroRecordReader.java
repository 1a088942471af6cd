package dev.polder.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A body that is one Avro record in the contract's own schema. */
final class AvroRecordReader implements RecordReader {
    private static final int CHUNK = 8 * 1024;

    private final InputStream body;
    private final ContractGate gate;
    private boolean read;

    AvroRecordReader(InputStream body, ContractGate gate) {
        this.body = body;
        this.gate = gate;
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (read) {
            return Optional.empty();
        }
        read = true;
        RecordBytes record = new RecordBytes(gate.limits());
        record.start();
        byte[] chunk = new byte[CHUNK];
        for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
            for (int i = 0; i < count; i++) {
                record.add(chunk[i]);
            }
        }
        return Optional.of(
                record.isTooLarge()
                        ? record.tooLarge(1, 0, RecordFormat.AVRO)
                        : RawRecord.avro(record.copy(), gate.ownSchema()));
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
