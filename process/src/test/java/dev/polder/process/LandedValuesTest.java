package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.contract.TopicFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class LandedValuesTest {
    private static final Schema SCHEMA = TestMesh.schema("""
            {"name":"text","type":"string"},
            {"name":"flag","type":"boolean"},
            {"name":"small","type":"int"},
            {"name":"large","type":"long"},
            {"name":"ratio","type":"double"},
            {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}},
            {"name":"huge","type":["null",{"type":"bytes","logicalType":"decimal","precision":38,"scale":10}]},
            {"name":"day","type":{"type":"int","logicalType":"date"}},
            {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
            {"name":"local","type":{"type":"long","logicalType":"local-timestamp-micros"}},
            {"name":"address","type":["null",{"type":"record","name":"address","fields":[
              {"name":"street","type":"string"},
              {"name":"zip","type":["null","string"]},
              {"name":"since","type":["null",{"type":"int","logicalType":"date"}]}]}]},
            {"name":"tags","type":{"type":"array","items":"string"}},
            {"name":"lines","type":["null",{"type":"array","items":["null",{"type":"record","name":"item","fields":[
              {"name":"sku","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":5,"scale":1}}]}]}]},
            {"name":"labels","type":{"type":"map","values":["null","long"]}}
            """);

    private static final String COLUMNS = """
            text string NOT NULL, flag boolean NOT NULL, small int NOT NULL, large bigint NOT NULL, ratio double NOT NULL,
            price decimal(10,2) NOT NULL, huge decimal(38,10), day date NOT NULL, at timestamp NOT NULL, local timestamp_ntz NOT NULL,
            address struct<street: string NOT NULL, zip: string, since: date>, tags array<string> NOT NULL,
            lines array<struct<sku: string NOT NULL, amount: decimal(5,1) NOT NULL>>, labels map<string, bigint> NOT NULL
            """;

    @Test
    void areExactlyThoseOfTheRecord() throws Exception {
        String topic = TestMesh.topic(1);
        TableName table = TestMesh.table(COLUMNS);
        Instant at = Instant.parse("1969-12-31T23:59:59.999999Z");
        LocalDateTime local = LocalDateTime.parse("2026-03-29T02:30:00.123456");
        TestMesh.send(topic, 0, TestMesh.value(3, full(at, local)));
        TestMesh.send(topic, 0, TestMesh.value(3, sparse()));

        TestPort.lander(10)
                .land(
                        new Landing(
                                "a.b.c.v1",
                                topic,
                                TopicFormat.AVRO,
                                table,
                                SCHEMA.toString(),
                                Map.of(3, SCHEMA.toString()),
                                false,
                                List.of()),
                        TestPort.topics().states(List.of(topic)).get(topic));

        List<Row> rows = TestMesh.rows("SELECT * FROM " + table.inSpark() + " ORDER BY small DESC");
        Row first = rows.get(0);
        assertThat(first.getString(0)).isEqualTo("Zoë 🦆 \u0000 end");
        assertThat(first.getBoolean(1)).isTrue();
        assertThat(first.getInt(2)).isEqualTo(Integer.MAX_VALUE);
        assertThat(first.getLong(3)).isEqualTo(Long.MIN_VALUE);
        assertThat(first.getDouble(4)).isEqualTo(0.1 + 0.2);
        assertThat(first.getDecimal(5)).isEqualTo(new BigDecimal("-12345678.90"));
        assertThat(first.getDecimal(6)).isEqualTo(new BigDecimal("9999999999999999999999999999.9999999999"));
        assertThat(first.<LocalDate>getAs(7)).isEqualTo(LocalDate.of(1582, 10, 4));
        assertThat(first.<Instant>getAs(8)).isEqualTo(at);
        assertThat(first.<LocalDateTime>getAs(9)).isEqualTo(local);
        assertThat(first.getStruct(10).getString(0)).isEqualTo("Kade 1");
        assertThat(first.getStruct(10).isNullAt(1)).isTrue();
        assertThat(first.getStruct(10).<LocalDate>getAs(2)).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(first.<String>getList(11)).containsExactly("a", "");
        List<Row> lines = first.getList(12);
        assertThat(lines.get(0).getString(0)).isEqualTo("x");
        assertThat(lines.get(0).getDecimal(1)).isEqualTo(new BigDecimal("0.1"));
        assertThat(lines.get(1)).isNull();
        Map<String, Long> labels = new HashMap<>(first.<String, Long>getJavaMap(13));
        assertThat(labels).containsEntry("one", 1L).containsEntry("none", null).hasSize(2);
        Row second = rows.get(1);
        assertThat(second.getString(0)).isEmpty();
        assertThat(second.isNullAt(6)).isTrue();
        assertThat(second.isNullAt(10)).isTrue();
        assertThat(second.isNullAt(12)).isTrue();
        assertThat(second.getList(11)).isEmpty();
    }

    private static GenericRecord full(Instant at, LocalDateTime local) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("text", "Zoë 🦆 \u0000 end");
        record.put("flag", true);
        record.put("small", Integer.MAX_VALUE);
        record.put("large", Long.MIN_VALUE);
        record.put("ratio", 0.1 + 0.2);
        record.put("price", decimal("-1234567890"));
        record.put("huge", decimal("99999999999999999999999999999999999999"));
        record.put("day", (int) LocalDate.of(1582, 10, 4).toEpochDay());
        record.put("at", ChronoUnit.MICROS.between(Instant.EPOCH, at));
        record.put("local", ChronoUnit.MICROS.between(Instant.EPOCH, local.toInstant(ZoneOffset.UTC)));
        GenericRecord address = new GenericData.Record(
                SCHEMA.getField("address").schema().getTypes().get(1));
        address.put("street", "Kade 1");
        address.put("since", (int) LocalDate.of(2024, 2, 29).toEpochDay());
        record.put("address", address);
        record.put("tags", List.of("a", ""));
        GenericRecord item = new GenericData.Record(SCHEMA.getField("lines")
                .schema()
                .getTypes()
                .get(1)
                .getElementType()
                .getTypes()
                .get(1));
        item.put("sku", "x");
        item.put("amount", decimal("1"));
        record.put("lines", Arrays.asList(item, null));
        Map<String, Long> labels = new HashMap<>();
        labels.put("one", 1L);
        labels.put("none", null);
        record.put("labels", labels);
        return record;
    }

    private static GenericRecord sparse() {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("text", "");
        record.put("flag", false);
        record.put("small", 0);
        record.put("large", 0L);
        record.put("ratio", 0.0);
        record.put("price", decimal("0"));
        record.put("day", 0);
        record.put("at", 0L);
        record.put("local", 0L);
        record.put("tags", List.of());
        record.put("labels", Map.of());
        return record;
    }

    private static ByteBuffer decimal(String unscaled) {
        return ByteBuffer.wrap(new BigInteger(unscaled).toByteArray());
    }
}
