package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Equal records become equal bytes, however they are written. */
class CanonicalRecordTest {
    private static final ContractGate GATE = Contracts.gate("""
            - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 2}
            - {name: price, logicalType: number, physicalType: "decimal(10,2)", primaryKey: true, primaryKeyPosition: 1}
            - {name: weight, logicalType: number}
            - {name: at, logicalType: timestamp}
            - name: labels
              logicalType: map
              map: {key: {logicalType: string}, value: {logicalType: integer}}
            - name: person
              logicalType: object
              properties: [{name: name, logicalType: string}, {name: age, logicalType: integer}]
            """);

    @Test
    void whiteSpaceOrderAndSpellingDoNotMatter() {
        List<String> spellings = List.of(
                "{\"id\":5,\"price\":12.5,\"weight\":0,\"at\":\"2024-02-29T12:00:00Z\",\"labels\":{\"a\":1,\"b\":2},"
                        + "\"person\":{\"name\":\"é/\",\"age\":null}}",
                "{ \"person\" : {\"name\":\"\\u00E9\\/\"} ,\t\"labels\":{\"b\":2.0,\"\\u0061\":1},\n\"id\":50e-1,\"at\":"
                        + "\"2024-02-29 13:00:00.000+01:00\",\"weight\":-0.0,\"price\":1250E-2}",
                "{\"price\":12.50,\"id\":5.0,\"weight\":0e9,\"labels\":{\"b\":2e0,\"a\":1},\"at\":\"2024-02-29T12:00:00\","
                        + "\"person\":{\"age\":null,\"name\":\"\\u00e9/\"}}");
        Verdict.Accepted first = AcceptedRecords.accepted(GATE, Contracts.json(spellings.get(0)));
        for (String spelling : spellings) {
            RawRecord record = Contracts.json(spelling);
            assertThat(AcceptedRecords.accepted(GATE, record).avro())
                    .as(spelling)
                    .isEqualTo(first.avro());
            assertThat(AcceptedRecords.key(GATE, record)).isEqualTo("[12.50,5]");
        }
    }

    @Test
    void theEntriesOfAMapStandInTheOrderOfTheirKeysInUtf8() {
        ContractGate gate =
                Contracts.value("logicalType: map\nmap: {key: {logicalType: string}, value: {logicalType: boolean}}");
        // In UTF-16 the last two would change places.
        List<String> keys = List.of("", "A", "AA", "B", "a", "\u00e9", "\ud7ff", "\uffee", "\ud83d\ude00");
        List<byte[]> utf8 = new ArrayList<>(
                keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList());
        utf8.sort(Arrays::compareUnsigned);
        assertThat(utf8.stream().map(key -> new String(key, StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(keys);
        byte[] expected =
                AcceptedRecords.accepted(gate, Contracts.json(map(keys))).avro();
        int at = 2;
        for (byte[] key : utf8) {
            at++;
            assertThat(Arrays.copyOfRange(expected, at, at + key.length)).isEqualTo(key);
            at += key.length + 2;
        }
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            List<String> shuffled = new ArrayList<>(keys);
            Collections.shuffle(shuffled, random);
            assertThat(AcceptedRecords.accepted(gate, Contracts.json(map(shuffled)))
                            .avro())
                    .isEqualTo(expected);
        }
    }

    private static String map(List<String> keys) {
        return "{\"v\":{"
                + String.join(
                        ",", keys.stream().map(key -> "\"" + key + "\":true").toList())
                + "}}";
    }
}
