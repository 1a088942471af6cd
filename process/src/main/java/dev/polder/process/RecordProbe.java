package dev.polder.process;

import dev.polder.core.contract.TopicFormat;
import dev.polder.gate.TopicForm;
import dev.polder.gate.TopicJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Says why one record cannot be landed; slow, for use after a landing failed. For one thread. */
final class RecordProbe {
    private record Writer(GenericDatumReader<Object> decoder, TopicJson json) {}

    private final TopicFormat format;
    private final Map<Integer, Writer> writers = new HashMap<>();

    private RecordProbe(TopicFormat format) {
        this.format = format;
    }

    static RecordProbe of(Landing landing) {
        RecordProbe probe = new RecordProbe(landing.topicFormat());
        Schema reader = new Schema.Parser().parse(landing.readerSchema());
        landing.writerSchemas().forEach((id, text) -> {
            Schema writer = new Schema.Parser().parse(text);
            probe.writers.put(id, new Writer(new GenericDatumReader<>(writer, reader), new TopicJson(writer)));
        });
        return probe;
    }

    /**
     * Empty when it can be landed.
     *
     * @param value of the record; null for none, as Kafka has it
     * @param header that names its schema on a JSON topic; null for none
     */
    Optional<String> unreadable(byte[] value, byte[] header) {
        boolean json = format == TopicFormat.JSON;
        OptionalInt id = json ? TopicForm.schemaId(header) : framed(value);
        if (id.isEmpty()) {
            return Optional.of(
                    json
                            ? "the header " + TopicForm.SCHEMA_ID + " does not name a schema"
                            : "the value does not begin with a schema id");
        }
        Writer writer = writers.get(id.getAsInt());
        if (writer == null) {
            return Optional.of("schema id " + id.getAsInt() + " is none of the port's");
        }
        if (value == null) {
            return Optional.of("there is no value");
        }
        try {
            byte[] avro = json ? writer.json().avro(value) : Arrays.copyOfRange(value, 5, value.length);
            BinaryDecoder bytes = DecoderFactory.get().binaryDecoder(avro, null);
            writer.decoder().read(null, bytes);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("the value is not a record of schema " + id.getAsInt() + ": " + e.getMessage());
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            return Optional.of("the value is not a record of schema " + id.getAsInt() + " ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private static OptionalInt framed(byte[] value) {
        return value == null || value.length < 5 || value[0] != 0
                ? OptionalInt.empty()
                : OptionalInt.of(ByteBuffer.wrap(value, 1, 4).getInt());
    }
}
