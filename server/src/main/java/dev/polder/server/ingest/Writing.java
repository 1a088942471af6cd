package dev.polder.server.ingest;

import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/** What one request writes through Kafka's producer. For one thread. */
final class Writing {
    private static final long OVERHEAD = 100;

    private final Producer<byte[], byte[]> producer;
    private final Delivery delivery;

    Writing(Producer<byte[], byte[]> producer, Delivery delivery) {
        this.producer = producer;
        this.delivery = delivery;
    }

    /**
     * Hands a record to the producer; waits while too much is on its way.
     *
     * @param key null for none, as Kafka has it
     * @throws PolderException UNAVAILABLE when this or an earlier record could not be written
     */
    void send(String topic, byte[] key, byte[] value, List<Header> headers) {
        long size = value.length + (key == null ? 0 : key.length) + size(headers) + OVERHEAD;
        delivery.begin(1, size);
        try {
            producer.send(
                    new ProducerRecord<>(topic, null, key, value, headers),
                    (metadata, e) -> delivery.done(1, size, Optional.ofNullable(e)));
        } catch (KafkaException | IllegalStateException e) {
            delivery.done(1, size, Optional.of(e));
        }
    }

    private static long size(List<Header> headers) {
        long size = 0;
        for (Header header : headers) {
            size += header.key().length() + header.value().length;
        }
        return size;
    }
}
