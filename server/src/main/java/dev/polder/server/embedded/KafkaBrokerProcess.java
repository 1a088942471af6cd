package dev.polder.server.embedded;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A broker that runs until it is closed, without supervision: what tests start. Needs Kafka's clients and {@code core} on the
 * class path, nothing else of the server.
 */
public final class KafkaBrokerProcess implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final KafkaBroker broker;
    private ChildProcess process;

    private KafkaBrokerProcess(KafkaBroker broker) {
        this.broker = broker;
    }

    /**
     * Starts a broker and waits until it answers.
     *
     * @throws PolderException UNAVAILABLE with the broker's last lines when it ends or is not ready in time
     */
    public static KafkaBrokerProcess start(BrokerConfig config) {
        KafkaBrokerProcess started = new KafkaBrokerProcess(new KafkaBroker(config));
        started.launch(config.directory().resolveSibling("logs").resolve("kafka.log"));
        return started;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Bootstrap servers and SASL settings of the user that may do everything. */
    public Map<String, String> clientProperties() {
        try {
            return broker.clientProperties();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A properties file with bootstrap servers and SASL settings of the user that may only read. */
    public Path processClientFile() {
        return broker.processClientFile();
    }

    /** Ends the broker without warning, as a crash would. */
    public void kill() throws InterruptedException {
        process.kill();
        process.awaitExit(Duration.ofSeconds(10));
    }

    /** Lets the broker do nothing for a while, as a machine that pauses would; its connections stay. */
    public void freeze(Duration time) throws InterruptedException {
        process.freeze();
        try {
            Thread.sleep(time.toMillis());
        } finally {
            process.thaw();
        }
    }

    /** Starts the broker again on the same data and ports after {@link #kill}. */
    public void restart() {
        launch(process.log().file());
    }

    @Override
    public void close() {
        try {
            process.stop(broker.stopSignal(), broker.stopLimit());
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        }
    }

    private void launch(Path log) {
        try {
            broker.prepare();
            process = ChildProcess.start(broker.command(), new RotatingLog(log, 10 << 20, 1));
            Instant limit = Instant.now().plus(broker.startLimit());
            while (!broker.isReady()) {
                if (process.awaitExit(PAUSE) || Instant.now().isAfter(limit)) {
                    throw notStarted();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.kill();
            throw notStarted();
        }
    }

    private PolderException notStarted() {
        process.kill();
        return new PolderException(
                Code.UNAVAILABLE,
                "The broker did not start:\n" + String.join("\n", process.log().lastLines()),
                "See " + process.log().file() + ".");
    }
}
