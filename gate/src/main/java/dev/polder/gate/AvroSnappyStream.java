package dev.polder.gate;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/** A block in Avro's codec {@code snappy}: raw Snappy, then the CRC-32 of what it unfolds to. */
final class AvroSnappyStream extends InputStream {
    /** How far Snappy looks back at most: its writers compress pieces of this size. */
    private static final int WINDOW = 64 * 1024;

    private final InputStream block;
    private final SnappyCompressorInputStream snappy;
    private final CRC32 sum = new CRC32();
    private boolean ended;

    AvroSnappyStream(InputStream block) throws IOException {
        this.block = new BufferedInputStream(block);
        this.snappy = new SnappyCompressorInputStream(this.block, WINDOW);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = ended ? -1 : snappy.read(target, offset, length);
        if (count > 0) {
            sum.update(target, offset, count);
        } else if (count < 0 && !ended) {
            ended = true;
            checkSum();
        }
        return count;
    }

    private void checkSum() throws IOException {
        long said = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            int part = block.read();
            if (part < 0) {
                throw new EOFException("the block ends before its check sum");
            }
            said = said << Byte.SIZE | part;
        }
        if (said != sum.getValue() || block.read() >= 0) {
            throw new IOException("the block is not what its check sum says");
        }
    }
}
