package dev.polder.gate;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * An Avro object container file, record by record, in memory that is bounded whatever the file says of itself: blocks are never held,
 * they are unfolded as they are read.
 */
final class AvroFileReader implements RecordReader {
    private final AvroFileSource source;
    private final ContractGate gate;
    private AvroFileHeader header;
    private WriterSchema schema;
    private AvroBlock block;
    private long blocks;
    private long number;
    private boolean over;

    AvroFileReader(InputStream body, ContractGate gate) {
        this.source = new AvroFileSource(body);
        this.gate = gate;
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (header == null) {
            header = AvroFileHeader.read(source);
            try {
                schema = gate.writtenIn(header.schema());
            } catch (IllegalArgumentException e) {
                throw invalid("The file's schema is not that of a record", "Write a file of records");
            }
        }
        while (!over) {
            if (block != null && block.left() > 0) {
                return Optional.of(record());
            }
            Optional<RawRecord> problem = block == null ? Optional.empty() : endOfBlock();
            if (problem.isPresent()) {
                return problem;
            }
            if (!startOfBlock()) {
                over = true;
            } else if (block == null) {
                over = true;
                return Optional.of(
                        broken("The file is damaged: block " + blocks + " has no valid size. The rest was not read"));
            }
        }
        return Optional.empty();
    }

    /** Whether there is another block; it is null when its start cannot be read. */
    private boolean startOfBlock() throws IOException {
        if (source.isAtEnd()) {
            return false;
        }
        blocks++;
        try {
            long count = source.number();
            long size = source.number();
            block = count < 0 || size < 0 ? null : new AvroBlock(count, source, size, header.codec(), gate.limits());
        } catch (AvroInput.Malformed e) {
            block = null;
        }
        return true;
    }

    private RawRecord record() throws IOException {
        number++;
        AvroBlock.Next next = block.next(schema.schema());
        if (next.problem().isEmpty()) {
            return new RawRecord.Avro(number, RecordFormat.AVRO_FILE, next.bytes(), schema);
        }
        long lost = block.left();
        String rest = lost == 0
                ? ""
                : ". The " + (lost == 1 ? "record" : lost + " records") + " after it there cannot be found";
        RawRecord broken = broken(
                number,
                next.bytes(),
                "The Avro record in block " + blocks + " " + next.problem().get() + rest);
        number += lost;
        block.giveUp();
        return broken;
    }

    /** Goes on behind the block; what is wrong there becomes a refusal. */
    private Optional<RawRecord> endOfBlock() throws IOException {
        Optional<String> trouble = block.close();
        boolean whole = source.skipPart();
        block = null;
        if (!whole || !Arrays.equals(source.bytes(AvroFileHeader.SYNC), header.sync())) {
            over = true;
            return Optional.of(broken(
                    whole
                            ? "The file is damaged: block " + blocks
                                    + " is not followed by the file's marker. The rest was not read"
                            : "The file ends in the middle of block " + blocks));
        }
        return trouble.map(what -> broken("Block " + blocks + " of the file " + what));
    }

    private RawRecord broken(String message) {
        return broken(number + 1, new byte[0], message);
    }

    private static RawRecord broken(long number, byte[] bytes, String message) {
        Refusal refusal = new Refusal(Code.RECORD_SYNTAX, "$", "syntax", message, Optional.empty());
        return new RawRecord.Broken(number, 0, RecordFormat.AVRO_FILE, bytes, bytes.length, refusal);
    }

    static PolderException invalid(String message, String remedy) {
        return new PolderException(Code.BODY_INVALID, message, remedy);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
