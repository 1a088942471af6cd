package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.kafka.KafkaAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records and the markers about them, all or nothing. There is one writer per port: making another decides what this one
 * had begun, and this one cannot write any more.
 */
final class LetterWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LetterWriter.class);

    /** After a server's death readers of committed records wait as long as this, unless somebody replays again. */
    private static final int TRANSACTION_MILLIS = 15_000;

    private static final int PATIENCE_MILLIS = 12_000;

    private final KafkaProducer<byte[], byte[]> producer;

    LetterWriter(Map<String, String> client, PortId port) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "polder-replay");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "polder-replay-" + port.topic());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw KafkaAnswer.unavailable(e);
        }
    }

    /** What a test does between the steps. */
    interface Steps {
        void reached(Step step);
    }

    /** Where a server may die. */
    enum Step {
        CAUGHT_UP,
        BEGUN,
        SENT,
        COMMITTED
    }

    /**
     * One transaction.
     *
     * @throws PolderException UNAVAILABLE when it failed or its outcome is not known; PRECONDITION_FAILED when another server took over
     */
    void write(List<ProducerRecord<byte[], byte[]>> messages, Steps steps) {
        try {
            producer.beginTransaction();
            steps.reached(Step.BEGUN);
            List<Future<?>> sent = new ArrayList<>();
            messages.forEach(message -> sent.add(producer.send(message)));
            producer.flush();
            for (Future<?> one : sent) {
                one.get();
            }
            steps.reached(Step.SENT);
            producer.commitTransaction();
            steps.reached(Step.COMMITTED);
        } catch (ProducerFencedException e) {
            throw fenced(e);
        } catch (ExecutionException e) {
            abort();
            throw e.getCause() instanceof ProducerFencedException ? fenced(e) : failed(e.getCause());
        } catch (KafkaException e) {
            abort();
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    /** So that readers of the topics need not wait until the transaction's time is over. */
    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            LOG.debug("The transaction is decided by the next writer or by its time", e);
        }
    }

    /** A transaction that is not committed is given up with this, or by the next writer. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }

    private static PolderException fenced(Exception cause) {
        return new PolderException(
                Code.PRECONDITION_FAILED,
                "Another server replays or discards dead letters of this port",
                "Give the command again: what is done is not done twice",
                cause);
    }

    private static PolderException failed(Throwable cause) {
        return new PolderException(
                Code.UNAVAILABLE,
                "Kafka did not take a part of the letters: " + cause.getMessage(),
                "Give the command again: what was replayed or discarded is not done twice",
                cause);
    }
}
