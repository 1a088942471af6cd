package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Generated contracts and records: the gate says of each what the generator knows of it, and Avro gives back what went in. */
class GeneratedRecordsTest {
    private static final int CONTRACTS = 500;
    private static final int RECORDS = 40;

    @Test
    void theGateAgreesWithTheGenerator() throws IOException {
        judge(CONTRACTS, 20_241_122);
    }

    @Test
    void timeZoneAndLocaleOfTheMachineDoNotMatter() throws IOException {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist", "de-DE")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                TimeZone.setDefault(TimeZone.getTimeZone(tag.startsWith("t") ? "Pacific/Apia" : "America/St_Johns"));
                judge(50, tag.hashCode());
            }
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    private static void judge(int contracts, long seed) throws IOException {
        Random random = new Random(seed);
        int judged = 0;
        for (int i = 0; i < contracts; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(6), 2);
            ContractGate gate = Contracts.gate(fields.properties());
            for (int j = 0; j < RECORDS; j++) {
                if (random.nextInt(2) == 0) {
                    Kind.Sample sample = fields.valid(random);
                    String about = fields.properties() + sample.json();
                    GenericRecord read = AcceptedRecords.read(gate, Contracts.json(sample.json()));
                    assertThat(meaning(read.getSchema(), read)).as(about).isEqualTo(numbers(sample.meaning()));
                    if (fields.fields().stream().allMatch(field -> field.kind().isScalar())) {
                        assertThat(fromCsv(gate, sample)).as("as CSV: " + about).isEqualTo(read);
                    }
                } else {
                    Kind.Broken broken = fields.broken(random);
                    assertThat(Contracts.verdict(gate, broken.json()))
                            .as(fields.properties() + broken.json())
                            .isEqualTo(broken.code() + " $" + broken.place());
                }
                judged++;
            }
        }
        assertThat(judged).isEqualTo(contracts * RECORDS);
    }

    /** The same values in CSV: what JSON writes bare stays bare, strings are quoted, null is empty. */
    private static GenericRecord fromCsv(ContractGate gate, Kind.Sample sample) throws IOException {
        Map<?, ?> meaning = (Map<?, ?>) sample.meaning();
        Refusals none = new Refusals(RecordLimits.DEFAULT);
        Value.Obj object = (Value.Obj) new JsonText(RecordLimits.DEFAULT)
                .parse(sample.json(), Where.ROOT, none)
                .orElseThrow();
        List<String> cells = new ArrayList<>();
        for (Object name : meaning.keySet()) {
            Value value = object.members().getOrDefault(name, Value.Null.NULL);
            if (value instanceof Value.Str string) {
                cells.add('"' + string.text().replace("\"", "\"\"") + '"');
            } else if (value instanceof Value.Num number) {
                cells.add(number.text());
            } else {
                cells.add(value instanceof Value.Bool bool ? Boolean.toString(bool.value()) : "");
            }
        }
        // A line without a character would be no record.
        String line = cells.size() == 1 && cells.get(0).isEmpty() ? "," : String.join(",", cells);
        String header =
                String.join(",", meaning.keySet().stream().map(Object::toString).toList());
        if (line.equals(",")) {
            return AcceptedRecords.read(gate, Contracts.json("{}"));
        }
        byte[] body = (header + "\r\n" + line + "\r\n").getBytes(StandardCharsets.UTF_8);
        try (RecordReader reader = RecordReader.open(new ByteArrayInputStream(body), RecordFormat.CSV, gate.schema())) {
            return AcceptedRecords.read(gate, reader.next().orElseThrow());
        }
    }

    /** Generated numbers by value: 1.50 is 1.5. */
    private static Object numbers(Object meaning) {
        if (meaning instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        if (meaning instanceof Double real) {
            return real + 0.0;
        }
        if (meaning instanceof List<?> list) {
            return list.stream().map(GeneratedRecordsTest::numbers).toList();
        }
        if (meaning instanceof Map<?, ?> map) {
            Map<Object, Object> result = new LinkedHashMap<>();
            map.forEach((key, value) -> result.put(key, numbers(value)));
            return result;
        }
        return meaning;
    }

    /** What Avro's decoder gives, as what it means. */
    private static Object meaning(Schema schema, Object read) {
        if (schema.getType() == Schema.Type.UNION) {
            return read == null ? null : meaning(schema.getTypes().get(1), read);
        }
        LogicalType logical = schema.getLogicalType();
        switch (schema.getType()) {
            case RECORD:
                Map<String, Object> members = new LinkedHashMap<>();
                for (Schema.Field field : schema.getFields()) {
                    members.put(field.name(), meaning(field.schema(), ((GenericRecord) read).get(field.pos())));
                }
                return members;
            case ARRAY:
                List<Object> items = new ArrayList<>();
                ((List<?>) read).forEach(item -> items.add(meaning(schema.getElementType(), item)));
                return items;
            case MAP:
                Map<String, Object> entries = new LinkedHashMap<>();
                ((Map<?, ?>) read)
                        .forEach((key, value) -> entries.put(key.toString(), meaning(schema.getValueType(), value)));
                return entries;
            case BYTES:
                ByteBuffer bytes = ((ByteBuffer) read).duplicate();
                byte[] unscaled = new byte[bytes.remaining()];
                bytes.get(unscaled);
                return new BigDecimal(new BigInteger(unscaled), ((LogicalTypes.Decimal) logical).getScale())
                        .stripTrailingZeros();
            case INT:
                return logical == null
                        ? new BigDecimal((Integer) read).stripTrailingZeros()
                        : LocalDate.ofEpochDay((Integer) read);
            case LONG:
                if (logical == null) {
                    return new BigDecimal((Long) read).stripTrailingZeros();
                }
                Instant instant = Instant.EPOCH.plus((Long) read, ChronoUnit.MICROS);
                return logical.getName().equals("timestamp-micros")
                        ? instant
                        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            case STRING:
                return time(read.toString());
            default:
                return read;
        }
    }

    /** Times of day travel as text; no generated string looks like one. */
    private static Object time(String text) {
        return text.matches("\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?") ? LocalTime.parse(text) : text;
    }
}
