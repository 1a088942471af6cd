package dev.polder.connect;

import dev.polder.client.PolderSerializer;
import dev.polder.client.RecordRefusedException;
import dev.polder.gate.DeadLetterHeaders;
import dev.polder.gate.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * The gate as a Connect transform: checks each record against the contract of a port and leaves those that keep it as they are. Use it
 * where a converter cannot be, for records on their way to somewhere else.
 *
 * <pre>
 * transforms=check
 * transforms.check.type=dev.polder.connect.CheckRecord
 * transforms.check.polder.url=http://127.0.0.1:7480
 * transforms.check.polder.topic=sales.orders.order_lines.v1
 * transforms.check.on.refusal=mark
 * </pre>
 *
 * <p>{@code polder.topic} names the port; without it that is the record's topic. {@code on.refusal} says what becomes of a record that
 * breaks the contract: {@code fail} (a {@link DataException}, which {@code errors.tolerance} and Connect's dead letter queue take),
 * {@code drop}, or {@code mark}: the record goes on with the headers {@code polder.code}, {@code polder.field}, {@code
 * polder.message} and {@code polder.refusals}, by which a predicate can send it elsewhere.
 */
public final class CheckRecord<R extends ConnectRecord<R>> implements Transformation<R> {
    private static final String TOPIC = "polder.topic";
    private static final String ON_REFUSAL = "on.refusal";
    private static final Set<String> MARKS = Set.of("polder.code", "polder.field", "polder.message", "polder.refusals");

    private enum OnRefusal {
        FAIL,
        DROP,
        MARK
    }

    private final PolderSerializer<Object> serializer = new PolderSerializer<>();
    private String topic;
    private OnRefusal onRefusal = OnRefusal.FAIL;

    /** For Connect, which configures it. */
    public CheckRecord() {}

    @Override
    public ConfigDef config() {
        return Settings.definition()
                .define(TOPIC, ConfigDef.Type.STRING, null, ConfigDef.Importance.HIGH, "The topic of the port")
                .define(
                        ON_REFUSAL,
                        ConfigDef.Type.STRING,
                        "fail",
                        ConfigDef.ValidString.in("fail", "drop", "mark"),
                        ConfigDef.Importance.HIGH,
                        "What becomes of a record that breaks the contract");
    }

    @Override
    public void configure(Map<String, ?> configs) {
        Map<String, Object> values = config().parse(configs);
        topic = (String) values.get(TOPIC);
        onRefusal = switch ((String) values.get(ON_REFUSAL)) {
            case "drop" -> OnRefusal.DROP;
            case "mark" -> OnRefusal.MARK;
            default -> OnRefusal.FAIL;
        };
        serializer.configure(configs, false);
    }

    @Override
    public R apply(R record) {
        Object value = record.value();
        try {
            serializer.serialize(
                    topic == null ? record.topic() : topic,
                    new RecordHeaders(),
                    value instanceof byte[] || value instanceof String
                            ? value
                            : PlainValues.of(record.valueSchema(), value));
            return record;
        } catch (RecordRefusedException e) {
            return refused(record, e);
        } catch (SerializationException e) {
            throw new RetriableException(e.getMessage(), e);
        }
    }

    private R refused(R record, RecordRefusedException reason) {
        return switch (onRefusal) {
            case FAIL -> throw new DataException(reason.getMessage(), reason);
            case DROP -> null;
            case MARK -> marked(record, reason);
        };
    }

    private static <R extends ConnectRecord<R>> R marked(R record, RecordRefusedException reason) {
        Headers headers = record.headers().duplicate();
        MARKS.forEach(headers::remove);
        DeadLetterHeaders.write(
                RawRecord.json(new byte[0]),
                reason.refusals(),
                List.of(),
                new DeadLetterHeaders.Origin("", "", ""),
                (name, text) -> {
                    if (MARKS.contains(name)) {
                        headers.addString(name, new String(text, StandardCharsets.UTF_8));
                    }
                });
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                headers);
    }

    @Override
    public void close() {
        serializer.close();
    }
}
