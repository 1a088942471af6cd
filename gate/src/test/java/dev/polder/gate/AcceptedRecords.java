package dev.polder.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads back what the gate accepted, with Avro's own decoder. */
final class AcceptedRecords {
    private AcceptedRecords() {}

    static GenericRecord read(ContractGate gate, RawRecord record) {
        Schema schema = gate.avroSchema("test", "things");
        byte[] avro = accepted(gate, record).avro();
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(avro, null);
            GenericRecord read = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new AssertionError("bytes are left over after the record");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Verdict.Accepted accepted(ContractGate gate, RawRecord record) {
        Verdict verdict = Contracts.verdict(gate, record);
        if (verdict instanceof Verdict.Accepted accepted) {
            return accepted;
        }
        throw new AssertionError(verdict);
    }

    static String key(ContractGate gate, RawRecord record) {
        return new String(accepted(gate, record).key().orElseThrow(), StandardCharsets.UTF_8);
    }
}
