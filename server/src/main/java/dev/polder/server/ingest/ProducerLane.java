package dev.polder.server.ingest;

import dev.polder.gate.RecordChecker;
import dev.polder.gate.TopicForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Hands one record after another to Kafka's producer. */
final class ProducerLane implements RecordWriter.Lane {
    private final Writing writing;
    private final String topic;
    private final TopicForm form;
    private final List<Header> headers = new ArrayList<>();

    ProducerLane(Writing writing, String topic, TopicForm form) {
        this.writing = writing;
        this.topic = topic;
        this.form = form;
        form.headers((name, value) -> headers.add(new RecordHeader(name, value)));
    }

    @Override
    public void write(RecordChecker record) {
        byte[] key = record.keyLength() < 0 ? null : Arrays.copyOf(record.key(), record.keyLength());
        writing.send(topic, key, form.value(record), headers);
    }

    @Override
    public void flush() {
        // The producer does it.
    }
}
