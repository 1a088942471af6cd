package dev.polder.server.database;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what is noted under a key and writes it every second, so that those who note something wait for no database. What cannot be
 * written waits for the next time; a process that is killed loses the last second. Thread-safe.
 *
 * @param <V> what is noted: what was taken to be written belongs to the writer
 */
public final class WriteBehind<K, V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration FORGETTING = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final BinaryOperator<V> plus;
    private final BiConsumer<K, V> write;
    private final Runnable forget;
    private final Map<K, V> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;

    /**
     * @param name of what is noted, for threads and logs
     * @param plus of two values under one key
     * @param forget removes what is too old; called every hour
     */
    public WriteBehind(String name, BinaryOperator<V> plus, BiConsumer<K, V> write, Runnable forget) {
        this.name = name;
        this.plus = plus;
        this.write = write;
        this.forget = forget;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::flush, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::forget, 0, FORGETTING.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void add(K key, V value) {
        waiting.merge(key, value, plus);
    }

    /** How many keys wait to be written. */
    public int size() {
        return waiting.size();
    }

    /** Writes what was noted so far. */
    public void flush() {
        for (K key : waiting.keySet()) {
            V taken = waiting.remove(key);
            if (taken == null) {
                continue;
            }
            try {
                write.accept(key, taken);
            } catch (RuntimeException e) {
                // Thrown out of here, it would end the schedule.
                LOG.warn("Notes cannot be written now what={} problem={}", name, firstLine(e));
                waiting.merge(key, taken, (newer, older) -> plus.apply(older, newer));
            }
        }
    }

    private void forget() {
        try {
            forget.run();
        } catch (RuntimeException e) {
            LOG.warn("Old notes cannot be removed now what={} problem={}", name, firstLine(e));
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Writes what is left. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
