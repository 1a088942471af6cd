package dev.polder.server.inbox;

import dev.polder.core.name.PortId;
import dev.polder.gate.WriterSchemas;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.reconcile.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards one port's inbox in a thread of its own, and after a failure goes on where the last transaction ended. */
final class Forwarder implements AutoCloseable {
    static final String CONDITION = "InboxForwarded";

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final PortId port;
    private final Supplier<PortLookup.Target> lookup;
    private final WriterSchemas.Source schemas;
    private final DriftKeeper drift;
    private final Map<String, String> client;
    private final Clock clock;
    private final ForwardStep.Watch watch;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Condition condition;
    private volatile boolean isFenced;
    private int failures;

    /**
     * @param lookup what to do with the port's records, asked once per transaction
     * @param schemas of Avro records, by the id in front of them
     * @param drift told of unknown fields in what was forwarded
     * @param client how to reach Kafka
     */
    Forwarder(
            PortId port,
            Supplier<PortLookup.Target> lookup,
            WriterSchemas.Source schemas,
            DriftKeeper drift,
            Map<String, String> client,
            Clock clock,
            ForwardStep.Watch watch) {
        this.port = port;
        this.lookup = lookup;
        this.schemas = schemas;
        this.drift = drift;
        this.client = client;
        this.clock = clock;
        this.watch = watch;
        this.condition = new Condition(CONDITION, false, "Starting", "Connects to Kafka", clock.instant());
        this.thread = new Thread(this::run, "inbox-" + port);
        this.thread.setDaemon(true);
    }

    Forwarder start() {
        thread.start();
        return this;
    }

    /** Whether it forwards now, and if not, why. */
    Condition condition() {
        return condition;
    }

    /** Whether it ended because somebody else began. */
    boolean isFenced() {
        return isFenced;
    }

    /** Ends after the transaction that is under way. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void run() {
        while (!isStopped()) {
            try (Forwarding forwarding = new Forwarding(port, lookup, schemas, drift, client, watch)) {
                forwarding.run(this::isStopped, () -> forwards(forwarding));
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                LOG.info("Another server forwards this inbox, or the broker ended a slow transaction port={}", port);
                isFenced = true;
                return;
            } catch (RuntimeException e) {
                if (!isStopped()) {
                    fails(e);
                }
            }
            pause();
        }
    }

    private void forwards(Forwarding forwarding) {
        failures = 0;
        boolean lost = forwarding.lost().isPresent();
        String reason = lost ? "RecordsLost" : "Forwarding";
        if (!condition.reason().equals(reason)) {
            condition = new Condition(
                    CONDITION,
                    !lost,
                    reason,
                    forwarding.lost().orElse("Records of " + port.inboxTopic() + " are forwarded as they come"),
                    clock.instant());
        }
    }

    private void fails(RuntimeException e) {
        failures++;
        LOG.warn("An inbox is not forwarded port={} attempt={}", port, failures, e);
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Instant since = condition.reason().equals("Failing") ? condition.since() : clock.instant();
        condition = new Condition(
                CONDITION,
                false,
                "Failing",
                said.lines().findFirst().orElse("") + "; attempt " + failures + ", again in "
                        + pauseAfter(failures).toSeconds() + " s",
                since);
    }

    private static Duration pauseAfter(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void pause() {
        try {
            if (failures > 0 && stop.await(pauseAfter(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while waiting port={}", port);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
