package dev.polder.server.inbox;

import static dev.polder.server.inbox.InboxTopics.utf8;

import com.sun.management.OperatingSystemMXBean;
import dev.polder.core.name.PortId;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Measures a forwarder: records of a full inbox per second, then how long single records take. */
final class InboxSpeed {
    private InboxSpeed() {}

    /** @param arguments how many records */
    public static void main(String[] arguments) throws Exception {
        int records = Integer.parseInt(arguments[0]);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (KafkaBrokerProcess broker = KafkaBrokerProcess.start(BrokerConfig.temporary())) {
            InboxTopics topics = new InboxTopics(broker.clientProperties());
            for (int round = 0; round < 3; round++) {
                PortId port = PortId.parse("iot.devices.speed-" + round + ".v1");
                topics.create(port);
                fill(topics, port, records);
                long cpu = system.getProcessCpuTime();
                long start = System.nanoTime();
                try (Forwarder forwarder = new Forwarder(
                                port,
                                () -> InboxTopics.target(port),
                                InboxTopics::schema,
                                DriftKeeper.NONE,
                                broker.clientProperties(),
                                Clock.systemUTC(),
                                ForwardStep.Watch.NONE)
                        .start()) {
                    long read = read(broker, port, records);
                    long nanos = System.nanoTime() - start;
                    System.out.printf(
                            "%d records in %d ms: %d records/s, %d ns of CPU each (forwarder and reader) %s%n",
                            read,
                            nanos / 1_000_000,
                            read * 1_000_000_000L / nanos,
                            (system.getProcessCpuTime() - cpu) / read,
                            forwarder.condition().reason());
                    latency(topics, broker, port);
                }
            }
        }
    }

    private static void fill(InboxTopics topics, PortId port, int records) {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer("batch.size", 256 * 1024)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(
                        port.inboxTopic(), i % 2, null, utf8("{\"id\":\"device-" + i + "\",\"n\":" + i + "}")));
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> reader(KafkaBrokerProcess broker, PortId port) {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", 10_000);
        properties.put("fetch.max.wait.ms", 100);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(port.topic(), 0), new TopicPartition(port.topic(), 1)));
        return consumer;
    }

    private static long read(KafkaBrokerProcess broker, PortId port, int records) {
        long read = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = reader(broker, port)) {
            consumer.seekToBeginning(consumer.assignment());
            while (read < records) {
                read += consumer.poll(Duration.ofMillis(100)).count();
            }
        }
        return read;
    }

    private static void latency(InboxTopics topics, KafkaBrokerProcess broker, PortId port) throws Exception {
        List<Long> micros = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = reader(broker, port);
                KafkaProducer<byte[], byte[]> producer = topics.producer("linger.ms", 0)) {
            consumer.seekToEnd(consumer.assignment());
            consumer.assignment().forEach(consumer::position);
            for (int i = 0; i < 200; i++) {
                long start = System.nanoTime();
                producer.send(new ProducerRecord<>(port.inboxTopic(), utf8("{\"id\":\"single\",\"n\":1}")));
                while (consumer.poll(Duration.ofMillis(1000)).isEmpty()) {
                    Thread.onSpinWait();
                }
                micros.add((System.nanoTime() - start) / 1000);
            }
        }
        micros.sort(Long::compare);
        System.out.printf(
                "one record at a time: p50 %.1f ms, p99 %.1f ms%n", micros.get(100) / 1000.0, micros.get(198) / 1000.0);
    }
}
