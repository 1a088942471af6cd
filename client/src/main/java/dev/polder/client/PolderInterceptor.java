package dev.polder.client;

import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.RawRecord;
import dev.polder.gate.TopicForm;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The gate for whole records, which {@link PolderSerializer} alone cannot be: an accepted record gets the contract's primary key
 * as its key, the same bytes as from the server, so that a key's records stay in one partition and in order whoever writes them;
 * and with {@code polder.on-refusal=dead-letter} a refused record goes to the port's dead letters, as it came, with its reasons.
 * {@code send}'s answer then names that topic.
 *
 * <pre>
 * interceptor.classes=dev.polder.client.PolderInterceptor
 * key.serializer=dev.polder.client.PolderSerializer
 * value.serializer=dev.polder.client.PolderSerializer
 * polder.on-refusal=dead-letter
 * </pre>
 *
 * <p>A key of the producer's own is kept where the contract has no primary key. Put it last when there are several interceptors: the ones
 * after it see the checked value in place of the record's own.
 */
public final class PolderInterceptor implements ProducerInterceptor<Object, Object> {
    private ThreadGates gates;
    private boolean deadLetters;

    /** For Kafka, which configures it. */
    public PolderInterceptor() {}

    static boolean isIn(Map<String, ?> properties) {
        Object classes = properties.get("interceptor.classes");
        if (classes instanceof List<?> list) {
            return list.stream().anyMatch(PolderInterceptor::isThis);
        }
        return classes instanceof String names
                && List.of(names.split("\\s*,\\s*")).stream().anyMatch(PolderInterceptor::isThis);
    }

    private static boolean isThis(Object type) {
        return type == PolderInterceptor.class
                || PolderInterceptor.class.getName().equals(String.valueOf(type).strip());
    }

    /**
     * @throws ConfigException for a property that cannot be used
     */
    @Override
    public void configure(Map<String, ?> configs) {
        for (String name : List.of("key.serializer", "value.serializer")) {
            Object serializer = configs.get(name);
            String type = serializer instanceof Class<?> known ? known.getName() : String.valueOf(serializer);
            if (!type.equals(PolderSerializer.class.getName())) {
                throw new ConfigException(
                        name, type, "use " + PolderSerializer.class.getName() + " with this interceptor");
            }
        }
        KafkaSettings settings = KafkaSettings.of(configs);
        deadLetters = settings.deadLetters();
        gates = new ThreadGates(settings);
    }

    /** Never throws: what is wrong is thrown by the serializer, whose exceptions {@code send} does not swallow. */
    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
        try {
            return judged(record);
        } catch (SerializationException e) {
            return with(record, new Gated.Stopped(e));
        } catch (RuntimeException e) {
            return with(record, new Gated.Stopped(new SerializationException("The record could not be checked", e)));
        }
    }

    private ProducerRecord<Object, Object> judged(ProducerRecord<Object, Object> record) {
        ThreadGates.OfTopic gate = gates.of(record.topic());
        byte[] bytes = JsonInput.bytes(record.value());
        if (gate.accepts(bytes)) {
            Object key = gate.key().<Object>map(Gated.Passed::new).orElse(record.key());
            byte[] value = gate.value(record.headers());
            return new ProducerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.timestamp(),
                    key,
                    new Gated.Passed(value),
                    record.headers());
        }
        return deadLetters ? deadLetter(record, bytes, gate) : with(record, new Gated.Stopped(gate.refusal()));
    }

    private static ProducerRecord<Object, Object> deadLetter(
            ProducerRecord<Object, Object> record, byte[] bytes, ThreadGates.OfTopic gate) {
        RawRecord raw = gate.gate().schemas().readAny(bytes);
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(TopicForm.SCHEMA_ID);
        DeadLetterHeaders.write(
                raw, gate.checker().refusals(), List.of(), gate.gate().origin(), (name, value) -> {
                    headers.remove(name);
                    headers.add(name, value);
                });
        return new ProducerRecord<>(
                gate.gate().description().port().deadLetterTopic(),
                null,
                record.timestamp(),
                null,
                new Gated.Passed(gate.gate().gate().limits().kept(raw.bytes())),
                headers);
    }

    private static ProducerRecord<Object, Object> with(ProducerRecord<Object, Object> record, Gated value) {
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), value, record.headers());
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        // Nothing is counted here.
    }

    @Override
    public void close() {
        if (gates != null) {
            gates.close();
        }
    }
}
