package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Accepted records as JSON: one spelling, and the gate makes the same Avro of it again. */
class RecordJsonTest {
    @Test
    void itIsReadAsTheSameRecord() {
        Random random = new Random(8);
        int read = 0;
        for (int i = 0; i < 600; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(6), 2);
            if (fields.properties().contains("d/M/yyyy")) {
                continue;
            }
            ContractGate gate = Contracts.gate(fields.properties());
            RecordChecker checker = gate.checker();
            TopicJson topic = TopicJsonTest.reader(gate);
            for (int j = 0; j < 30; j++) {
                byte[] avro = AcceptedRecords.accepted(
                                gate, Contracts.json(fields.valid(random).json()))
                        .avro();
                byte[] json = gate.json(avro, 0, avro.length);
                assertThat(checker.json(json, 0, json.length))
                        .as(new String(json, StandardCharsets.UTF_8))
                        .isTrue();
                assertThat(Arrays.copyOfRange(
                                checker.avro(), checker.avroStart(), checker.avroStart() + checker.avroLength()))
                        .isEqualTo(avro);
                assertThat(checker.canonicalJson()).isEqualTo(json);
                assertThat(topic.avro(json)).isEqualTo(avro);
                read++;
            }
        }
        assertThat(read).isGreaterThan(5_000);
    }

    @Test
    void equalRecordsAreSpelledAlike() {
        ContractGate gate = Contracts.gate("""
                - {name: id, logicalType: integer, required: true}
                - {name: price, logicalType: number, physicalType: 'decimal(9,2)'}
                - {name: real, logicalType: number}
                - {name: day, logicalType: date, logicalTypeOptions: {format: d/M/yyyy}}
                - {name: at, logicalType: timestamp}
                - {name: local, logicalType: timestamp, logicalTypeOptions: {timezone: false}}
                - {name: time, logicalType: time}
                - {name: tags, logicalType: array, items: {logicalType: string}}
                - {name: text, logicalType: string}
                """, "keep");
        String expected =
                "{\"id\":1,\"price\":1.50,\"real\":1e22,\"day\":\"2024-02-29\",\"at\":\"2024-01-01T00:00:00Z\","
                        + "\"local\":\"2024-01-01T00:00:00\",\"time\":\"12:00:00\",\"tags\":[\"a\",null],\"text\":\"é\\n\",\"x\":{\"a\":1,\"b\":2}}";
        for (String json : new String[] {
            "{\"id\":1.0,\"price\":1.5,\"real\":1e22,\"day\":\"29/2/2024\",\"at\":\"2024-01-01 01:00:00+01:00\","
                    + "\"local\":\"2024-01-01T00:00\",\"time\":\"12:00\",\"tags\":[\"a\",null],\"text\":\"\\u00e9\\n\",\"x\":{\"b\":2,\"a\":1.0}}",
            "{\"x\":{\"a\":1,\"b\":2}, \"text\":\"é\\u000a\", \"tags\":[\"a\", null], \"time\":\"12:00:00.000\","
                    + "\"local\":\"2024-01-01 00:00:00\", \"at\":\"2024-01-01T00:00:00Z\",\"day\":\"29/2/2024\","
                    + "\"real\":10000000000000000000000,\"price\":150e-2,\"id\":1}"
        }) {
            byte[] avro = AcceptedRecords.accepted(gate, Contracts.json(json)).avro();
            assertThat(new String(gate.json(avro, 0, avro.length), StandardCharsets.UTF_8).replace("1e22", "1e22"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void nullMembersAreLeftOut() {
        ContractGate gate = Contracts.gate("- {name: a, logicalType: string}\n- {name: b, logicalType: string}");
        byte[] avro =
                AcceptedRecords.accepted(gate, Contracts.json("{\"b\":null}")).avro();
        assertThat(gate.json(avro, 0, avro.length)).isEqualTo(new byte[] {'{', '}'});
    }
}
