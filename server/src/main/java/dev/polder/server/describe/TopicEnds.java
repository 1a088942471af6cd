package dev.polder.server.describe;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long topics are, not older than a second or so; while the broker does not answer, what was last known. Never makes anybody
 * wait for a broker that is away.
 */
public final class TopicEnds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicEnds.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 300;

    private final Function<Collection<String>, Map<String, Map<Integer, Long>>> source;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "topic-ends");
        made.setDaemon(true);
        return made;
    });
    private Map<String, Map<Integer, Long>> known = Map.of();
    private long knownSince = System.nanoTime() - 2 * FRESH_NANOS;
    private CompletableFuture<?> refresh = CompletableFuture.completedFuture(null);

    /** @param source topic → partition → offset after its last record; may be slow and may fail */
    public TopicEnds(Function<Collection<String>, Map<String, Map<Integer, Long>>> source) {
        this.source = source;
    }

    /** Topic → partition → offset after its last record; topics that are not known are left out. */
    Map<String, Map<Integer, Long>> of(Collection<String> topics) {
        CompletableFuture<?> pending;
        synchronized (this) {
            if (System.nanoTime() - knownSince < FRESH_NANOS) {
                return known;
            }
            if (refresh.isDone()) {
                refresh = CompletableFuture.runAsync(() -> refresh(topics), thread);
            }
            pending = refresh;
        }
        try {
            pending.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The ends of topics are not known now", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return known;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void refresh(Collection<String> topics) {
        Map<String, Map<Integer, Long>> ends = source.apply(topics);
        synchronized (this) {
            known = ends;
            knownSince = System.nanoTime();
        }
    }
}
