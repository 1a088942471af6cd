package dev.polder.gate.seal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/** Numbers of 96 bits that count on from a random one. For one thread. */
final class Nonces {
    static final int BYTES = 12;
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private static final SecureRandom RANDOM = new SecureRandom();

    private int high;
    private long low;

    /** @param start 12 bytes */
    Nonces(byte[] start) {
        this.high = (int) INT.get(start, 0);
        this.low = (long) LONG.get(start, 4);
    }

    static Nonces random() {
        byte[] start = new byte[BYTES];
        RANDOM.nextBytes(start);
        return new Nonces(start);
    }

    /** Writes the present one. */
    void write(byte[] out, int at) {
        INT.set(out, at, high);
        LONG.set(out, at + 4, low);
    }

    /** Writes the present one and behind it the number of a block. */
    void counter(int block, byte[] out, int at) {
        LONG.set(out, at, (long) high << 32 | low >>> 32);
        LONG.set(out, at + 8, low << 32 | block);
    }

    void next() {
        if (++low == 0) {
            high++;
        }
    }
}
