package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;

/**
 * Compares what a small input costs with what one sixteen times as large does, in processor time of this thread. That the machine is slow
 * or busy changes both; only what grows faster than the input fails.
 */
final class Work {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int LARGER = 16;
    private static final int ROUNDS = 3;
    /** Quadratic work would make it 16. */
    private static final double MOST = 6;
    /** What nobody notices proves nothing. */
    private static final long NOTHING = 30_000_000;

    private Work() {}

    /** Fails when the work of an input of size {@code 16 × size} is much more than 16 times that of one of {@code size}. */
    static void isLinear(String what, int size, IntFunction<Runnable> input) {
        Runnable small = input.apply(size);
        Runnable large = input.apply(LARGER * size);
        small.run();
        long smallest = Long.MAX_VALUE;
        long largest = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            largest = Math.min(largest, cost(large, 1));
            smallest = Math.min(smallest, cost(small, LARGER));
            if (isLinear(smallest, largest)) {
                return;
            }
        }
        assertThat(isLinear(smallest, largest))
                .as("%s: %d ms at once, %d ms in %d parts", what, largest / 1_000_000, smallest / 1_000_000, LARGER)
                .isTrue();
    }

    private static boolean isLinear(long smallest, long largest) {
        return largest < NOTHING || largest < MOST * smallest;
    }

    private static long cost(Runnable work, int times) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }
}
