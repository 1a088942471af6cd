package dev.polder.server.audit;

import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainHash;
import dev.polder.core.audit.ChainVerifier;
import dev.polder.core.audit.EntryContent;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A row of {@code audit_entry} in PostgreSQL's binary COPY format. The text columns have there exactly the bytes that the hash
 * covers, so that writing and verifying copy them as they are.
 */
final class CopiedRow {
    static final String COLUMNS = "sequence, at, principal, action, target, outcome, details, hash";

    private static final short COUNT = 8;
    /** PostgreSQL counts from the year 2000. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final int FIELDS = Short.BYTES + 2 * (Integer.BYTES + Long.BYTES);
    private static final int HASH = Integer.BYTES + ChainHash.BYTES;
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES;

    private CopiedRow() {}

    static int size(EntryContent content) {
        return FIELDS + content.fields().length + HASH;
    }

    static void writeHeader(ByteBuffer out) {
        out.put(SIGNATURE).putInt(0).putInt(0);
    }

    static void write(ByteBuffer out, long sequence, EntryContent content, byte[] hash) {
        out.putShort(COUNT)
                .putInt(Long.BYTES)
                .putLong(sequence)
                .putInt(Long.BYTES)
                .putLong(content.micros() - EPOCH_MICROS)
                .put(content.fields())
                .putInt(ChainHash.BYTES)
                .put(hash);
    }

    static void writeEnd(ByteBuffer out) {
        out.putShort((short) -1);
    }

    static int headerAndEnd() {
        return HEADER + Short.BYTES;
    }

    /** Whether a piece of what COPY gives is a row at all; the first row comes together with the header. */
    static int start(byte[] piece) {
        boolean headed = piece.length >= HEADER && piece[0] == 'P';
        int start = headed ? HEADER : 0;
        return piece.length - start > FIELDS ? start : -1;
    }

    static long sequence(byte[] piece, int start) {
        return ByteBuffer.wrap(piece).getLong(start + Short.BYTES + Integer.BYTES);
    }

    static Optional<ChainBreak> verify(byte[] piece, int start, ChainVerifier verifier) {
        ByteBuffer row = ByteBuffer.wrap(piece);
        long micros = row.getLong(start + FIELDS - Long.BYTES) + EPOCH_MICROS;
        int hashLength = hashLength(row, start);
        byte[] hash = piece;
        int hashFrom = piece.length - hashLength;
        int end = hashFrom - Integer.BYTES;
        if (hashLength != ChainHash.BYTES) {
            // Somebody has made it shorter or longer: no entry has that hash.
            hash = new byte[ChainHash.BYTES];
            hashFrom = 0;
        }
        return verifier.add(
                sequence(piece, start), micros, piece, start + FIELDS, end - start - FIELDS, hash, hashFrom);
    }

    /** The hash is the last of the columns. */
    private static int hashLength(ByteBuffer row, int start) {
        int at = start + FIELDS;
        for (int field = 0; field < 5; field++) {
            at += Integer.BYTES + Math.max(0, row.getInt(at));
        }
        return row.getInt(at);
    }
}
