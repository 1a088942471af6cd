package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a cipher that only turns bits round: where values stand, not what makes them secret. */
class SealedRecordTest {
    private static final String PROPERTIES = """
            - {name: id, logicalType: integer, required: true, primaryKey: true}
            - {name: tags, logicalType: array, items: {logicalType: string}}
            - {name: email, logicalType: string, classification: restricted, customProperties: [{property: encrypt, value: random}]}
            - {name: customer, logicalType: string, required: true}
            - {name: born, logicalType: date, customProperties: [{property: encrypt, value: deterministic}]}
            - {name: salary, logicalType: number, physicalType: 'DECIMAL(10,2)', required: true, customProperties: [{property: encrypt, value: random}]}
            - {name: score, logicalType: number, customProperties: [{property: encrypt, value: random}]}
            - {name: vip, logicalType: boolean, customProperties: [{property: encrypt, value: random}]}
            - {name: visits, logicalType: integer, customProperties: [{property: encrypt, value: random}]}
            - {name: at, logicalType: timestamp, customProperties: [{property: encrypt, value: random}]}
            - {name: wakes, logicalType: time, customProperties: [{property: encrypt, value: random}]}
            - {name: rest, logicalType: string}
            """;
    private static final SchemaObject SCHEMA =
            Contracts.object(PROPERTIES, "customProperties: [{property: subject, value: customer}]");
    private static final String FULL = """
            {"id":1,"tags":["a","b"],"email":"ana@example.org","customer":"c-1","born":"1990-02-03","salary":1234.50,"score":0.5,\
            "vip":true,"visits":-70,"at":"2026-01-02T03:04:05Z","wakes":"06:30:00","rest":"stays"}""";

    /** Turns every bit round, and remembers the record's subject. */
    private static final class Turning implements FieldCipher {
        private String subject = "";

        @Override
        public Sealer sealer() {
            return new Sealer() {
                @Override
                public void begin(byte[] bytes, int from, int to) {
                    subject = new String(bytes, from, to - from, StandardCharsets.UTF_8);
                }

                @Override
                public int seal(int column, byte[] in, int from, int to, byte[] out, int at) {
                    out[at] = (byte) column;
                    for (int i = from; i < to; i++) {
                        out[at + 1 + i - from] = (byte) ~in[i];
                    }
                    return at + 1 + to - from;
                }
            };
        }
    }

    private final Turning cipher = new Turning();

    private GenericRecord stored(ContractGate gate, byte[] value) throws IOException {
        Schema schema = AvroSchemas.of("test", "things", SCHEMA.storedType());
        assertThat(WriterSchemas.isFramed(value)).isTrue();
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    private static String opened(GenericRecord record, String column) {
        int index = SCHEMA.properties().stream()
                .map(property -> property.name())
                .toList()
                .indexOf(column);
        byte[] sealed = SealedText.read(record.get(column).toString()).orElseThrow();
        assertThat(sealed[0]).isEqualTo((byte) index);
        byte[] plain = Arrays.copyOfRange(sealed, 1, sealed.length);
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) ~plain[i];
        }
        DataType type = SCHEMA.properties().get(index).type().orElseThrow();
        return SealedValue.text(type, plain);
    }

    private byte[] value(ContractGate gate, String json, boolean byReference) {
        RecordChecker checker = gate.checker();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        boolean accepted =
                byReference ? checker.checkByReference(RawRecord.json(bytes)) : checker.json(bytes, 0, bytes.length);
        assertThat(accepted).isTrue();
        return gate.form(7, cipher).value(checker);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valuesOfAllTypesAreEncryptedAndTheOthersStay(boolean byReference) throws IOException {
        ContractGate gate = ContractGate.compile(SCHEMA);

        GenericRecord record = stored(gate, value(gate, FULL, byReference));

        assertThat(record.get("rest")).hasToString("stays");
        assertThat(record.get("id")).isEqualTo(1L);
        assertThat(record.get("tags")).hasToString("[a, b]");
        assertThat(record.get("customer")).hasToString("c-1");
        assertThat(opened(record, "email")).isEqualTo("ana@example.org");
        assertThat(opened(record, "born")).isEqualTo("1990-02-03");
        assertThat(opened(record, "salary")).isEqualTo("1234.50");
        assertThat(opened(record, "score")).isEqualTo("0.5");
        assertThat(opened(record, "vip")).isEqualTo("true");
        assertThat(opened(record, "visits")).isEqualTo("-70");
        assertThat(opened(record, "at")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(opened(record, "wakes")).isEqualTo("06:30:00");
        assertThat(cipher.subject).isEqualTo("c-1");
    }

    @Test
    void whatIsNotThereIsNotEncrypted() throws IOException {
        ContractGate gate = ContractGate.compile(SCHEMA);

        GenericRecord record =
                stored(gate, value(gate, "{\"customer\":\"c-2\",\"id\":2,\"salary\":1,\"email\":\"\"}", false));

        assertThat(record.get("born")).isNull();
        assertThat(record.get("rest")).isNull();
        assertThat(opened(record, "email")).isEmpty();
        assertThat(opened(record, "salary")).isEqualTo("1.00");
    }

    @Test
    void longValuesAreEncryptedWhole() throws IOException {
        ContractGate gate = ContractGate.compile(SCHEMA);
        for (int length : new int[] {62, 63, 64, 100, 5000, 100_000}) {
            String email = "é".repeat(length);

            GenericRecord record = stored(
                    gate,
                    value(
                            gate,
                            "{\"id\":2,\"customer\":\"c\",\"salary\":1,\"email\":\"" + email + "\",\"rest\":\"r\"}",
                            false));

            assertThat(opened(record, "email")).isEqualTo(email);
            assertThat(record.get("rest")).hasToString("r");
        }
    }

    @Test
    void aRecordThatWouldBecomeTooLargeIsRefused() {
        ContractGate gate = ContractGate.compile(SCHEMA);
        String large = "{\"id\":2,\"customer\":\"c\",\"salary\":1,\"email\":\"" + "x".repeat(800_000) + "\"}";
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);

        RecordChecker checker = gate.checker();

        assertThat(checker.json(bytes, 0, bytes.length)).isFalse();
        assertThat(checker.refusals().get(0).message()).startsWith("The record becomes larger");
    }

    @Test
    void aTopicOfJsonHoldsCiphertextAsText() {
        ContractGate gate = Contracts.jsonGate(PROPERTIES, "reject", RecordLimits.DEFAULT);

        String json = new String(value(gate, FULL, false), StandardCharsets.UTF_8);

        assertThat(json)
                .startsWith("{\"id\":1,\"tags\":[\"a\",\"b\"],\"email\":\"")
                .endsWith("\"rest\":\"stays\"}")
                .doesNotContain("ana@", "1234.5", "1990-02-03");
    }

    @Test
    void whoHasNoKeysCannotWrite() {
        ContractGate gate = ContractGate.compile(SCHEMA);

        assertThatThrownBy(() -> gate.form(7))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("only the server has their keys");
    }

    @Test
    void aRefusalDoesNotShowAnEncryptedValue() {
        ContractGate gate = ContractGate.compile(SCHEMA);
        byte[] bytes = FULL.replace("\"1990-02-03\"", "\"secret-day\"").getBytes(StandardCharsets.UTF_8);

        RecordChecker checker = gate.checker();

        assertThat(checker.json(bytes, 0, bytes.length)).isFalse();
        assertThat(checker.refusals())
                .allSatisfy(refusal -> assertThat(refusal.value()).isEmpty());
    }

    @Test
    void aRefusedRecordSaysWhomItIsAbout() {
        ContractGate gate = ContractGate.compile(SCHEMA);

        assertThat(subject(gate, FULL.replace("1234.50", "\"much\""))).contains("c-1");
        assertThat(subject(gate, FULL.replace("\"c-1\"", "1"))).isEmpty();
        assertThat(subject(gate, "{\"customer\":\"c-1\"")).isEmpty();
        assertThat(subject(gate, "[1]")).isEmpty();
    }

    private static Optional<String> subject(ContractGate gate, String json) {
        return gate.subject(RawRecord.json(json.getBytes(StandardCharsets.UTF_8)))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void textIsBase64ForUrls() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 77 + 13 * length);
            }
            byte[] out = new byte[100];
            int end = SealedText.write(Arrays.copyOf(bytes, length + SealedText.ROOM), length, out, 3);

            assertThat(new String(out, 3, end - 3, StandardCharsets.US_ASCII))
                    .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                    .hasSize(SealedText.length(length));
            assertThat(SealedText.read(SealedText.of(bytes))).contains(bytes);
        }
        assertThat(SealedText.read("AA")).isPresent();
        assertThat(SealedText.read("AB")).as("a bit of no byte").isEmpty();
        assertThat(SealedText.read("AA==")).as("padding").isEmpty();
        assertThat(SealedText.read("AAA=")).as("padding").isEmpty();
        assertThat(SealedText.read("A")).as("half a byte").isEmpty();
        assertThat(SealedText.read("")).contains(new byte[0]);
        assertThat(SealedText.read("AA+A")).as("another alphabet").isEmpty();
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=é";
        for (char last : letters.toCharArray()) {
            for (String first : new String[] {"A", "_-", "AQE", "AAAAa", "AAAAaa"}) {
                String text = first + last;
                Optional<byte[]> read = SealedText.read(text);
                assertThat(read.map(SealedText::of).orElse(text)).isEqualTo(text);
                assertThat(read.isPresent()).as(text).isEqualTo(isBase64(text));
            }
        }
    }

    private static boolean isBase64(String text) {
        try {
            return SealedText.of(Base64.getUrlDecoder().decode(text)).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
