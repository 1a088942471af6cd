package dev.polder.cli.ingest;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tries again, ever more slowly, while a server is not there or has too much to do. */
final class Patience {
    private static final Set<Code> PASSING = Set.of(Code.UNAVAILABLE, Code.OVERLOADED, Code.NOT_READY);
    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 5_000;

    private final Duration limit;
    private final Consumer<PolderException> onWaiting;

    /**
     * @param limit how long a single call may keep failing
     * @param onWaiting told of every failure that is waited out
     */
    Patience(Duration limit, Consumer<PolderException> onWaiting) {
        this.limit = limit;
        this.onWaiting = onWaiting;
    }

    <T> T until(Supplier<T> call) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long pause = FIRST_MILLIS; ; pause = Math.min(pause * 2, LONGEST_MILLIS)) {
            try {
                return call.get();
            } catch (PolderException e) {
                if (!PASSING.contains(e.code()) || System.nanoTime() + pause * 1_000_000 > deadline) {
                    throw e;
                }
                onWaiting.accept(e);
                sleep(pause, e);
            }
        }
    }

    private static void sleep(long millis, PolderException waitingFor) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw waitingFor;
        }
    }
}
