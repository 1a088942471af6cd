package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of JSON topics: what the gate makes of them, and how they are read back. */
class TopicJsonTest {
    private static final String PROPERTIES = """
            - {name: id, logicalType: integer, required: true, primaryKey: true}
            - {name: price, logicalType: number, physicalType: 'decimal(30,2)'}
            - {name: real, logicalType: number}
            - {name: day, logicalType: date}
            - {name: at, logicalType: timestamp}
            - {name: 'straße', logicalType: string}
            - {name: inner, logicalType: object, properties: [{name: a, logicalType: boolean}]}
            - {name: list, logicalType: array, items: {logicalType: integer, logicalTypeOptions: {format: i32}}}
            - {name: map, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: number}}}
            """;

    /** Reads what a gate makes, by the schema's text only. */
    static TopicJson reader(ContractGate gate) {
        return new TopicJson(new Schema.Parser().parse(gate.avroSchema("a", "b").toString()));
    }

    private static ContractGate gate(String unknownFields) {
        return Contracts.jsonGate(PROPERTIES, unknownFields, RecordLimits.DEFAULT);
    }

    private static String value(RecordChecker checker, TopicForm form) {
        return new String(form.value(checker), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void equalRecordsAreEqualBytesFromWhateverTheyWereMade() {
        ContractGate gate = gate("reject");
        RecordChecker checker = gate.checker();
        TopicForm form = gate.form(7);
        String expected = "{\"id\":5,\"price\":0.10,\"straße\":\"ß\\n\",\"map\":{\"a\":1,\"b\":null}}";
        for (String json : new String[] {
            "{\"id\":5,\"price\":0.1,\"straße\":\"ß\\n\",\"map\":{\"a\":1,\"b\":null}}",
            " { \"map\" : {\"b\":null, \"a\":1.0}, \"stra\\u00dfe\":\"\\u00DF\\u000a\",\"price\":1e-1, \"id\":50e-1}",
            "{\"day\":null,\"id\":5.0,\"price\":0.100,\"map\":{\"a\":10e-1,\"b\":null},\"straße\":\"ß\\n\"}"
        }) {
            assertThat(checker.json(utf8(json), 0, utf8(json).length)).isTrue();
            assertThat(value(checker, form)).isEqualTo(expected);
            assertThat(new String(checker.key(), 0, checker.keyLength(), StandardCharsets.UTF_8))
                    .isEqualTo("[5]");
        }
        byte[] avro = reader(gate).avro(utf8(expected));
        assertThat(checker.avro(avro, 0, avro.length)).isTrue();
        assertThat(value(checker, form)).isEqualTo(expected);
    }

    @Test
    void aHeaderNamesTheSchema() {
        List<String> headers = new ArrayList<>();
        gate("reject")
                .form(123)
                .headers((name, id) -> headers.add(name + "=" + new String(id, StandardCharsets.UTF_8)));
        Contracts.gate(PROPERTIES).form(123).headers((name, id) -> headers.add("none for Avro"));

        assertThat(headers).containsExactly("polder.schema.id=123");
        assertThat(TopicForm.schemaId(utf8("123"))).isEqualTo(OptionalInt.of(123));
        for (String wrong : new String[] {"", "x", "-1", "2147483648", "00000000001", " 1"}) {
            assertThat(TopicForm.schemaId(utf8(wrong))).as(wrong).isEmpty();
        }
        assertThat(TopicForm.schemaId((byte[]) null)).isEmpty();
    }

    @Test
    void fieldsThatTheContractDoesNotHaveComeBackWhateverTheyAreCalled() {
        ContractGate gate = gate("keep");
        RecordChecker checker = gate.checker();
        byte[] json = utf8("{\"id\":1,\"z\":{\"b\":1e2,\"a\":[\"x\",null]},\"unknown_fields\":{\"a\":\"b\"},"
                + "\"inner\":{\"a\":true,\"😀\":1,\"ﬁ\":2}}");

        assertThat(checker.json(json, 0, json.length)).isTrue();

        byte[] avro =
                Arrays.copyOfRange(checker.avro(), checker.avroStart(), checker.avroStart() + checker.avroLength());
        assertThat(reader(gate).avro(gate.form(1).value(checker))).isEqualTo(avro);
        assertThat(value(checker, gate.form(1)))
                .isEqualTo("{\"id\":1,\"inner\":{\"a\":true,\"ﬁ\":2,\"😀\":1},"
                        + "\"unknown_fields\":{\"a\":\"b\"},\"z\":{\"a\":[\"x\",null],\"b\":100}}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordThatBecomesTooLargeIsRefusedAlthoughItsAvroIsSmall(boolean accepted) {
        String properties = """
                - {name: a_name_that_is_long, logicalType: integer, required: true}
                - {name: another_one, logicalType: integer}
                """;
        byte[] json = utf8("{\"a_name_that_is_long\":1,\"another_one\":1e" + (accepted ? 6 : 18) + "}");
        ContractGate gate = Contracts.jsonGate(properties, "reject", new RecordLimits(58, 10, 10, 10, 10));

        RecordChecker checker = gate.checker();
        for (int i = 0; i < 2; i++) {
            assertThat(checker.json(json, 0, json.length)).isEqualTo(accepted);
        }

        assertThat(Contracts.refusals(gate, RawRecord.json(json)).stream().map(Refusal::message))
                .isEqualTo(
                        accepted
                                ? List.of()
                                : List.of("The record becomes larger than 58 bytes of JSON, its key included"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"id\":null}",
                "{\"id\":\"1\"}",
                "{\"id\":1.5}",
                "{\"id\":9223372036854775808}",
                "{\"id\":1e999999999}",
                "{\"id\":1,\"x\":1}",
                "{\"id\":1,\"price\":0.001}",
                "{\"id\":1,\"price\":12345678901234567890123456789}",
                "{\"id\":1,\"real\":1e999}",
                "{\"id\":1,\"day\":\"2024-02-30\"}",
                "{\"id\":1,\"at\":\"2024-01-01\"}",
                "{\"id\":1,\"inner\":[]}",
                "{\"id\":1,\"list\":[2147483648]}",
                "{\"id\":1} {}"
            })
    void whatTheGateDidNotWriteIsNotRead(String json) {
        assertThatThrownBy(() -> reader(gate("reject")).avro(utf8(json))).isInstanceOf(IllegalArgumentException.class);
    }
}
