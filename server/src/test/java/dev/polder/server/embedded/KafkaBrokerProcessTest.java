package dev.polder.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaBrokerProcessTest {
    private static KafkaBrokerProcess broker;

    @BeforeAll
    static void start() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        createTopic("kept");
        try (Producer<String, String> producer = producer(broker.clientProperties())) {
            producer.send(new ProducerRecord<>("kept", "key", "value")).get();
        }

        broker.kill();
        broker.restart();

        try (Consumer<String, String> consumer = consumer(processProperties())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofSeconds(20)).records(partition))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo("value"));
        }
    }

    @Test
    void theProcessUserMayNotWrite() throws Exception {
        createTopic("guarded");

        try (Producer<String, String> producer = producer(processProperties())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("guarded", "value"))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        Map<String, Object> properties = new HashMap<>(broker.clientProperties());
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"polder\" password=\"no\";");

        try (Admin admin = Admin.create(properties)) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static void createTopic(String name) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(broker.clientProperties()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.of((short) 1))))
                    .all()
                    .get();
        }
    }

    private static Producer<String, String> producer(Map<String, String> properties) {
        return new KafkaProducer<>(new HashMap<>(properties), new StringSerializer(), new StringSerializer());
    }

    private static Consumer<String, String> consumer(Map<String, String> properties) {
        return new KafkaConsumer<>(new HashMap<>(properties), new StringDeserializer(), new StringDeserializer());
    }

    private static Map<String, String> processProperties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(broker.processClientFile(), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, String> result = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> result.put(name, properties.getProperty(name)));
        return result;
    }
}
