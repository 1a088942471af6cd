package dev.polder.client;

import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
import dev.polder.gate.WriterSchemas;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Gives every thread checkers of its own, for {@code KafkaProducer.send} may be called by many. */
final class ThreadGates implements AutoCloseable {
    private final PortGates gates;
    private final ThreadLocal<OfThread> threads = ThreadLocal.withInitial(OfThread::new);

    ThreadGates(KafkaSettings settings) {
        this.gates = new PortGates(settings);
    }

    private static final class OfThread {
        private final Map<String, OfTopic> topics = new HashMap<>();
        private String topic = "";
        private OfTopic last;
    }

    /** The checker of one thread for one topic. */
    static final class OfTopic {
        private final PortGates.Held held;
        private PortGate gate;
        private RecordChecker checker;

        private OfTopic(PortGates.Held held) {
            this.held = held;
        }

        private void renew() {
            PortGate newest = held.gate();
            if (newest != gate) {
                checker = newest.gate().checker();
                gate = newest;
            }
        }

        /** The gate that the last record was judged by. */
        PortGate gate() {
            return gate;
        }

        /** Judges a record by the newest contract; whether it is accepted. */
        boolean accepts(byte[] bytes) {
            return WriterSchemas.isFramed(bytes)
                    ? checker.framedAvro(bytes, 0, bytes.length, gate.schemas())
                    : checker.json(bytes, 0, bytes.length);
        }

        /** The accepted record as it stands on the topic; what it has for headers goes to the record's. */
        byte[] value(Headers headers) {
            Header given = headers.lastHeader(TopicForm.SCHEMA_ID);
            byte[] id = gate.form().header().orElse(null);
            // Those of a record that was sent before cannot be changed any more, and need not be.
            if (!Arrays.equals(given == null ? null : given.value(), id)) {
                headers.remove(TopicForm.SCHEMA_ID);
                gate.form().headers(headers::add);
            }
            return gate.form().value(checker);
        }

        /** The accepted record's key; empty when the contract has no primary key. */
        Optional<byte[]> key() {
            return checker.keyLength() < 0
                    ? Optional.empty()
                    : Optional.of(Arrays.copyOf(checker.key(), checker.keyLength()));
        }

        RecordChecker checker() {
            return checker;
        }

        RecordRefusedException refusal() {
            return new RecordRefusedException(gate.description().port().topic(), gate.contract(), checker.refusals());
        }
    }

    /**
     * The calling thread's checker, with the newest contract that is known.
     *
     * @throws SerializationException when the topic is no port's, or its contract could never be fetched
     */
    OfTopic of(String topic) {
        OfThread own = threads.get();
        if (!own.topic.equals(topic)) {
            own.last = own.topics.computeIfAbsent(topic, name -> new OfTopic(gates.of(name)));
            own.topic = topic;
        }
        own.last.renew();
        return own.last;
    }

    @Override
    public void close() {
        gates.close();
    }
}
