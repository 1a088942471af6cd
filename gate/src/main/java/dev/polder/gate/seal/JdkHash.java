package dev.polder.gate.seal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The hash of AES-GCM as the JDK computes it for its own, with the processor's instructions and without looking up anything that depends on data. It is not
 * public: the JVM must be started with {@code --add-opens java.base/com.sun.crypto.provider=ALL-UNNAMED}, and its class must be as it is in the JDKs 17 to
 * 25. For one thread.
 */
final class JdkHash {
    static final int BLOCK = 16;

    private static final MethodHandle MAKE;
    private static final MethodHandle TABLE;
    private static final MethodHandle BLOCKS;
    private static final boolean OPEN;

    static {
        MethodHandle make = null;
        MethodHandle table = null;
        MethodHandle blocks = null;
        try {
            Class<?> type = Class.forName("com.sun.crypto.provider.GHASH");
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            make = inside.findConstructor(type, MethodType.methodType(void.class, byte[].class))
                    .asType(MethodType.methodType(Object.class, byte[].class));
            table = inside.findGetter(type, "subkeyHtbl", long[].class)
                    .asType(MethodType.methodType(long[].class, Object.class));
            blocks = inside.findStatic(
                    type,
                    "processBlocks",
                    MethodType.methodType(void.class, byte[].class, int.class, int.class, long[].class, long[].class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Closed, or another JDK: values are encrypted one by one.
            blocks = null;
        }
        MAKE = make;
        TABLE = table;
        BLOCKS = blocks;
        OPEN = blocks != null && isRight();
    }

    private final long[] table;
    private final long[] state = new long[2];

    /** @param key what AES makes of a block of zeros */
    JdkHash(byte[] key) {
        try {
            this.table = (long[]) TABLE.invokeExact((Object) MAKE.invokeExact(key));
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK's hash cannot be made", e);
        }
    }

    /** Whether this JVM lets it be used. */
    static boolean isOpen() {
        return OPEN;
    }

    /** Test case 2 of the specification of GCM. */
    private static boolean isRight() {
        try {
            byte[] key = new byte[BLOCK];
            Nonces.LONG.set(key, 0, 0x66e94bd4ef8a2c3bL);
            Nonces.LONG.set(key, 8, 0x884cfa59ca342b2eL);
            byte[] blocks = new byte[2 * BLOCK];
            Nonces.LONG.set(blocks, 0, 0x0388dace60b6a392L);
            Nonces.LONG.set(blocks, 8, 0xf328c2b971b2fe78L);
            Nonces.LONG.set(blocks, 24, 128L);
            JdkHash hash = new JdkHash(key);
            hash.begin(0, 0);
            hash.add(blocks, 0, 2);
            return hash.high() == 0xf38cbb1ad69223dcL && hash.low() == 0xc3457ae5b6b0f885L;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Goes on from what a hash was once. */
    void begin(long high, long low) {
        state[0] = high;
        state[1] = low;
    }

    /** Takes whole blocks. */
    void add(byte[] bytes, int from, int blocks) {
        if (from < 0 || blocks < 1 || blocks > (bytes.length - from) / BLOCK) {
            throw new IndexOutOfBoundsException();
        }
        try {
            BLOCKS.invokeExact(bytes, from, blocks, state, table);
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK's hash failed", e);
        }
    }

    long high() {
        return state[0];
    }

    long low() {
        return state[1];
    }
}
