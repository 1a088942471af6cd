package dev.polder.process;

import dev.polder.gate.TopicForm;
import dev.polder.gate.TopicJson;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.spark.sql.api.java.UDF2;

/**
 * Makes of a JSON topic's value and the header that names its schema what would stand on an Avro topic, so that one way leads into the table.
 * It travels to the executors as the schemas' texts.
 */
final class FramedJson implements UDF2<byte[], byte[], byte[]> {
    private static final long serialVersionUID = 1;

    private final TreeMap<Integer, String> schemas;
    private transient Map<Integer, TopicJson> readers;

    FramedJson(Map<Integer, String> schemas) {
        this.schemas = new TreeMap<>(schemas);
    }

    /** Null, which no writer's header is, for what no schema of the port can read. */
    @Override
    public byte[] call(byte[] value, byte[] header) {
        int id = TopicForm.schemaId(header).orElse(-1);
        if (value == null || !schemas.containsKey(id)) {
            return null;
        }
        byte[] avro = readers()
                .computeIfAbsent(id, known -> new TopicJson(new Schema.Parser().parse(schemas.get(known))))
                .avro(value);
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
    }

    private synchronized Map<Integer, TopicJson> readers() {
        if (readers == null) {
            readers = new ConcurrentHashMap<>();
        }
        return readers;
    }
}
