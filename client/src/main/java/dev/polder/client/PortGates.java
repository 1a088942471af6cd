package dev.polder.client;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gates of the topics that a producer writes, fetched when a topic is first written and asked for again in the background. While the
 * server is away the last one holds. Safe for many threads.
 */
final class PortGates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PortGates.class);
    /** A server that is away is not asked again for every record. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final KafkaSettings settings;
    private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();
    private final ScheduledExecutorService refresher;

    PortGates(KafkaSettings settings) {
        this.settings = settings;
        this.refresher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "polder-contracts");
            thread.setDaemon(true);
            return thread;
        });
        if (settings.server().isPresent() && settings.gateFile().isEmpty()) {
            long pause = settings.refresh().toMillis();
            refresher.scheduleWithFixedDelay(this::refresh, pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** What is known of one topic. */
    final class Held {
        private final PortId port;
        private volatile PortGate gate;
        private SerializationException failure;
        private long failedAt;
        private boolean complained;

        private Held(PortId port) {
            this.port = port;
        }

        /**
         * The newest gate that is known; asks the server only when none ever was.
         *
         * @throws SerializationException when there is none
         */
        PortGate gate() {
            PortGate known = gate;
            return known != null ? known : first();
        }

        private synchronized PortGate first() {
            if (gate == null) {
                if (failure != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
                    throw new SerializationException(failure.getMessage(), failure.getCause());
                }
                try {
                    gate = PortGate.compile(fetched(), this::schema, "client:" + settings.clientId());
                    failure = null;
                } catch (PolderException | ConfigException e) {
                    failure = new SerializationException("Records for " + port + " cannot be checked: " + said(e), e);
                    failedAt = System.nanoTime();
                    throw failure;
                }
            }
            return gate;
        }

        private GateDescription fetched() {
            if (settings.gateFile().isPresent()) {
                return fromFile();
            }
            return settings.client().gate(port, Optional.empty()).orElseThrow();
        }

        private Optional<Schema> schema(int id) {
            if (settings.server().isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Schema.Parser().parse(settings.client().schema(id)));
            } catch (PolderException e) {
                if (e.code() == Code.NOT_FOUND) {
                    return Optional.empty();
                }
                throw new SerializationException("The schema " + id + " of a record cannot be fetched: " + said(e), e);
            }
        }

        private GateDescription fromFile() {
            String file = settings.gateFile().get().toString();
            try {
                GateDescription description = GateDescription.of(
                        "", Json.parse(Files.readString(settings.gateFile().get())));
                if (!description.port().equals(port)) {
                    throw new PolderException(
                            Code.USAGE, file + " is that of " + description.port(), "Save the answer of " + port);
                }
                return description;
            } catch (IOException e) {
                throw new ConfigException(KafkaSettings.CONTRACT_FILE, file, "it cannot be read: " + e.getMessage());
            }
        }

        private void refresh() {
            PortGate known = gate;
            if (known == null) {
                return;
            }
            try {
                Optional<GateDescription> changed = settings.client()
                        .gate(port, Optional.of(known.description().tag()));
                if (changed.isPresent()) {
                    gate = PortGate.compile(
                            changed.get(), this::schema, known.origin().source());
                    LOG.info("The contract changed port={} contract={}", port, gate.contract());
                }
                complained = false;
            } catch (PolderException | ConfigException e) {
                if (!complained) {
                    complained = true;
                    LOG.warn(
                            "Goes on with the contract it has port={} contract={} problem={}",
                            port,
                            known.contract(),
                            said(e));
                }
            }
        }
    }

    /**
     * @throws SerializationException when the topic is no port's
     */
    Held of(String topic) {
        Held known = held.get(topic);
        return known != null ? known : held.computeIfAbsent(topic, name -> new Held(port(name)));
    }

    @Override
    public void close() {
        refresher.shutdownNow();
    }

    private void refresh() {
        try {
            held.values().forEach(Held::refresh);
        } catch (RuntimeException e) {
            LOG.error("Contracts cannot be refreshed", e);
        }
    }

    private static PortId port(String topic) {
        try {
            PortId port = PortId.parse(topic);
            if (port.topic().equals(topic)) {
                return port;
            }
        } catch (PolderException e) {
            // Answered below.
        }
        throw new SerializationException("'" + printable(topic)
                + "' is no port's topic; those are called domain.product.port.v1, in snake_case");
    }

    private static String said(Exception e) {
        return e instanceof PolderException refusal
                ? refusal.code() + " " + refusal.getMessage() + " → " + refusal.remedy()
                : e.getMessage();
    }

    private static String printable(String topic) {
        String shortened = topic.length() > 249 ? topic.substring(0, 249) + "…" : topic;
        return shortened.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
