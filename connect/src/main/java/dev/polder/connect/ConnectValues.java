package dev.polder.connect;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** From a port's records to Connect's values, with the contract's names. Connect's timestamps have milliseconds. */
final class ConnectValues {
    private static final String REAL_NAME = "iceberg-field-name";

    private ConnectValues() {}

    static Schema schema(org.apache.avro.Schema avro) {
        return builder(avro).build();
    }

    private static SchemaBuilder builder(org.apache.avro.Schema avro) {
        LogicalType logical = avro.getLogicalType();
        switch (avro.getType()) {
            case UNION:
                return builder(value(avro)).optional();
            case RECORD:
                SchemaBuilder struct = SchemaBuilder.struct().name(avro.getFullName());
                avro.getFields().forEach(field -> struct.field(name(field), schema(field.schema())));
                return struct;
            case ARRAY:
                return SchemaBuilder.array(schema(avro.getElementType()));
            case MAP:
                return SchemaBuilder.map(Schema.STRING_SCHEMA, schema(avro.getValueType()));
            case INT:
                return logical instanceof LogicalTypes.Date ? Date.builder() : SchemaBuilder.int32();
            case LONG:
                return logical == null ? SchemaBuilder.int64() : Timestamp.builder();
            case FLOAT:
                return SchemaBuilder.float32();
            case DOUBLE:
                return SchemaBuilder.float64();
            case BOOLEAN:
                return SchemaBuilder.bool();
            case BYTES:
                return logical instanceof LogicalTypes.Decimal decimal
                        ? Decimal.builder(decimal.getScale())
                        : SchemaBuilder.bytes();
            default:
                return SchemaBuilder.string();
        }
    }

    static Object value(org.apache.avro.Schema avro, Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        switch (avro.getType()) {
            case UNION:
                return value(value(avro), schema, value);
            case RECORD:
                Struct struct = new Struct(schema);
                IndexedRecord record = (IndexedRecord) value;
                for (org.apache.avro.Schema.Field field : avro.getFields()) {
                    Schema member = schema.field(name(field)).schema();
                    struct.put(name(field), value(field.schema(), member, record.get(field.pos())));
                }
                return struct;
            case ARRAY:
                List<Object> items = new ArrayList<>();
                ((Collection<?>) value)
                        .forEach(item -> items.add(value(avro.getElementType(), schema.valueSchema(), item)));
                return items;
            case MAP:
                Map<String, Object> members = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((name, member) ->
                                members.put(name.toString(), value(avro.getValueType(), schema.valueSchema(), member)));
                return members;
            case INT:
                return Date.LOGICAL_NAME.equals(schema.name())
                        ? new java.util.Date(TimeUnit.DAYS.toMillis((Integer) value))
                        : value;
            case LONG:
                return Timestamp.LOGICAL_NAME.equals(schema.name())
                        ? new java.util.Date(Math.floorDiv((Long) value, 1_000L))
                        : value;
            case BYTES:
                return Decimal.LOGICAL_NAME.equals(schema.name()) ? decimal(avro, (ByteBuffer) value) : value;
            case STRING:
                return value.toString();
            default:
                return value;
        }
    }

    private static BigDecimal decimal(org.apache.avro.Schema avro, ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return new BigDecimal(new BigInteger(bytes), ((LogicalTypes.Decimal) avro.getLogicalType()).getScale());
    }

    /** Without null beside it. */
    private static org.apache.avro.Schema value(org.apache.avro.Schema union) {
        return union.getTypes().get(union.getTypes().size() - 1);
    }

    private static String name(org.apache.avro.Schema.Field field) {
        String real = field.getProp(REAL_NAME);
        return real == null ? field.name() : real;
    }
}
