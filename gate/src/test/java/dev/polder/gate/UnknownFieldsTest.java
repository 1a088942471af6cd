package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class UnknownFieldsTest {
    private static final String PROPERTIES = """
            - {name: id, logicalType: integer, required: true}
            - name: lines
              logicalType: array
              items:
                logicalType: object
                properties: [{name: sku, logicalType: string}]
            - name: strict
              logicalType: object
              customProperties: [{property: unknownFields, value: reject}]
              properties: [{name: a, logicalType: string}]
            """;
    private static final ContractGate REJECTS = Contracts.gate(PROPERTIES);
    private static final ContractGate DROPS = Contracts.gate(PROPERTIES, "drop");
    private static final ContractGate KEEPS = Contracts.gate(PROPERTIES, "keep");

    private static final String RECORD =
            "{\"x\":[1, {\"b\":1e2,\"a\":\"\\u00e9\"}],\"id\":1,\"lines\":[{\"sku\":\"s\",\"colour\":null},{\"colour\":2}]}";

    @Test
    void unknownFieldsAreRefusedUnlessTheContractSaysOtherwise() {
        assertThat(Contracts.verdict(REJECTS, RECORD))
                .isEqualTo("RECORD_FIELD_UNKNOWN $.x; RECORD_FIELD_UNKNOWN $.lines[0].colour;"
                        + " RECORD_FIELD_UNKNOWN $.lines[1].colour");
    }

    @Test
    void droppedFieldsLeaveNoTraceInTheAvro() {
        GenericRecord read = AcceptedRecords.read(DROPS, Contracts.json(RECORD));
        assertThat(read).hasToString("{\"id\": 1, \"lines\": [{\"sku\": \"s\"}, {\"sku\": null}], \"strict\": null}");
        assertThat(AcceptedRecords.accepted(DROPS, Contracts.json(RECORD)).avro())
                .isEqualTo(AcceptedRecords.accepted(DROPS, Contracts.json("{\"id\":1,\"lines\":[{\"sku\":\"s\"},{}]}"))
                        .avro());
    }

    @Test
    void keptFieldsAreJsonTextsInAMapOfTheirObject() {
        GenericRecord read = AcceptedRecords.read(KEEPS, Contracts.json(RECORD));
        assertThat(read)
                .hasToString("{\"id\": 1, \"lines\": [{\"sku\": \"s\", \"unknown_fields\": {\"colour\": \"null\"}},"
                        + " {\"sku\": null, \"unknown_fields\": {\"colour\": \"2\"}}], \"strict\": null,"
                        + " \"unknown_fields\": {\"x\": \"[1,{\\\"a\\\":\\\"é\\\",\\\"b\\\":100}]\"}}");
        assertThat(AcceptedRecords.read(KEEPS, Contracts.json("{\"id\":1}")).get("unknown_fields"))
                .isNull();
    }

    @Test
    void equalKeptValuesAreEqualBytes() {
        List<String> spellings = List.of(
                "{\"id\":1,\"y\":{\"a\":0.5,\"b\":[1200,\"/\"]},\"x\":-0.0}",
                "{\"x\":0,\"y\":{\"b\" : [1.2E3,\"\\/\"], \"\\u0061\":5e-1},\"id\":1}");
        assertThat(AcceptedRecords.accepted(KEEPS, Contracts.json(spellings.get(1)))
                        .avro())
                .isEqualTo(AcceptedRecords.accepted(KEEPS, Contracts.json(spellings.get(0)))
                        .avro());
    }

    @Test
    void aFieldNamedLikeTheColumnIsAsUnknownAsAnyOther() {
        GenericRecord read = AcceptedRecords.read(KEEPS, Contracts.json("{\"id\":1,\"unknown_fields\":{\"a\":\"1\"}}"));
        assertThat(read.get("unknown_fields")).hasToString("{unknown_fields={\"a\":\"1\"}}");
    }

    @Test
    void whatHoldsAroundAnObjectHoldsInItUnlessItSaysOtherwise() {
        for (ContractGate gate : List.of(DROPS, KEEPS)) {
            assertThat(Contracts.verdict(gate, "{\"id\":1,\"strict\":{\"b\":1}}"))
                    .isEqualTo("RECORD_FIELD_UNKNOWN $.strict.b");
        }
    }

    @Test
    void namesThatNoColumnCanHoldAreRefusedWhenTheyWouldBeKept() {
        String record = "{\"id\":1,\"a\\u0000\":1}";
        assertThat(Contracts.verdict(KEEPS, record)).isEqualTo("RECORD_FORMAT $['a\\u0000']");
        assertThat(Contracts.verdict(DROPS, record)).isEqualTo("ok");
        assertThat(Contracts.verdict(DROPS, "{\"id\":1,\"\\ud800\":1}")).isEqualTo("RECORD_SYNTAX $");
        assertThat(Contracts.verdict(KEEPS, "{\"id\":1,\"a\":\"\\ud800\\u0000\"}"))
                .isEqualTo("ok");
    }

    @Test
    void theSameUnknownFieldTwiceIsRefused() {
        assertThat(Contracts.verdict(DROPS, "{\"id\":1,\"x\":1,\"x\":1}")).isEqualTo("RECORD_FIELD_DUPLICATE $.x");
    }

    @Test
    void driftIsCountedWhateverBecomesOfTheFields() {
        for (ContractGate gate : List.of(REJECTS, DROPS, KEEPS)) {
            RecordChecker checker = gate.checker();
            byte[] record = RECORD.getBytes(StandardCharsets.UTF_8);
            checker.json(record, 0, record.length);
            assertThat(checker.drift().fields()).isEqualTo(3);
            assertThat(checker.drift().types())
                    .containsExactly(entry("$.x", "an array"), entry("$.lines[*].colour", "a number"));
            checker.check(Contracts.json("{\"id\":1}"));
            assertThat(checker.drift()).isSameAs(Drift.NONE);
        }
    }

    @Test
    void driftOfABodyIsCountedInBoundedMemory() throws IOException {
        DriftCount count = new DriftCount();
        RecordSink sink = new RecordSink() {
            @Override
            public void accepted(RecordChecker record) {}

            @Override
            public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {}

            @Override
            public void drifted(Drift drift) {
                count.add(drift);
            }
        };
        StringBuilder body = new StringBuilder("{\"id\":1,\"a\":1}\n{\"id\":2}\n{\"id\":3,\"a\":1,\"b\":1}\n");
        for (int i = 0; i < 1000; i++) {
            body.append("{\"id\":1,\"field").append(i).append("\":1}\n");
        }
        DROPS.checkAll(
                new ByteArrayInputStream(body.toString().getBytes(StandardCharsets.UTF_8)), RecordFormat.NDJSON, sink);
        assertThat(count.records()).isEqualTo(1002);
        assertThat(count.fields()).isEqualTo(1003);
        assertThat(count.paths()).hasSize(100).contains(entry("$.a", 2L), entry("$.b", 1L));
        assertThat(count.others()).isEqualTo(1000 - 98);
    }

    @Test
    void aFieldIsOfTheTypeOfItsFirstValueThatIsThere() {
        DriftCount count = new DriftCount();
        for (String value : List.of("null", "true", "1")) {
            count.add(REJECTS.check(Contracts.json("{\"id\":1,\"a\":" + value + "}"))
                    .drift());
        }
        DriftCount both = new DriftCount();
        both.add(count);
        both.add(count);
        assertThat(both.seen()).containsExactly(entry("$.a", new DriftCount.Field(6, "a boolean")));
        assertThat(both.records()).isEqualTo(6);
    }
}
