package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Generated contracts, translated to JSON Schema where it has the words, and judged by networknt's validator: the same verdicts.
 *
 * <p>Known differences, which the generator leaves out: JSON Schema has no largest integer, decimal or double; a member that stands
 * twice is nothing to it; U+0000 and halves of surrogate pairs are strings; 1 and 1.0 are two items of an array to the validator; its
 * formats are looser or stricter than ours, word by word; {@code required} does not ask for more than null.
 */
class JsonSchemaAgreementTest {
    private static final int CONTRACTS = 300;
    private static final int RECORDS = 60;

    private static final List<String> TEXTS = List.of(
            "\"\"",
            "\"a\"",
            "\"ab\"",
            "\"abcd\"",
            "\"é\"",
            "\"😀😀\"",
            "\"\\ud83d\\ude00\"",
            "\"red\"",
            "\"AB-12\"",
            "\"x\\ny\"");
    private static final List<String> NUMBERS = List.of(
            "0", "-0", "1", "-1", "2", "5", "5.0", "50e-1", "10", "1e2", "99.99", "100", "100.01", "0.1", "0.3", "2.5",
            "-2.5", "-7", "1000000", "12.345", "3e-7");
    private static final List<String> OTHERS = List.of("null", "true", "false", "{}", "[]", "\"1\"", "17", "[1]");

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** A kind of value in both languages, with values. */
    private record Both(String yaml, String schema, List<String> values) {}

    @Test
    void bothSayTheSame() {
        int[] verdicts = new int[2];
        for (int i = 0; i < CONTRACTS; i++) {
            Random random = new Random(31L * i + 5);
            List<Both> fields = new ArrayList<>();
            List<Boolean> required = new ArrayList<>();
            for (int f = 1 + random.nextInt(5); f > 0; f--) {
                fields.add(any(random, 2));
                required.add(random.nextBoolean());
            }
            StringBuilder yaml = new StringBuilder();
            for (int f = 0; f < fields.size(); f++) {
                yaml.append("- {name: f").append(f).append(", required: ").append(required.get(f));
                yaml.append(", ").append(fields.get(f).yaml).append("}\n");
            }
            ContractGate gate = Contracts.gate(yaml.toString());
            Schema schema = registry.getSchema(object(fields, required, ""));
            for (int j = 0; j < RECORDS; j++) {
                String record = record(fields, random);
                boolean theirs = schema.validate(mapper.readTree(record), OutputFormat.BOOLEAN);
                assertThat(Contracts.verdict(gate, record).equals("ok"))
                        .as(yaml + record + Contracts.verdict(gate, record))
                        .isEqualTo(theirs);
                verdicts[theirs ? 1 : 0]++;
            }
        }
        assertThat(verdicts[0]).isGreaterThan(CONTRACTS * RECORDS / 10);
        assertThat(verdicts[1]).isGreaterThan(CONTRACTS * RECORDS / 10);
    }

    private static String record(List<Both> fields, Random random) {
        List<String> members = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            if (random.nextInt(8) > 0) {
                members.add("\"f" + f + "\":" + pick(fields.get(f).values, random));
            }
        }
        if (random.nextInt(20) == 0) {
            members.add("\"other\":1");
        }
        Collections.shuffle(members, random);
        return "{" + String.join(",", members) + "}";
    }

    private static String pick(List<String> values, Random random) {
        List<String> from = random.nextInt(12) == 0 ? OTHERS : values;
        return from.get(random.nextInt(from.size()));
    }

    /** A schema for an object; what is optional may be null. */
    private static String object(List<Both> fields, List<Boolean> required, String more) {
        List<String> properties = new ArrayList<>();
        List<String> needed = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            properties.add("\"f" + f + "\":" + nullable(fields.get(f).schema, !required.get(f)));
            if (required.get(f)) {
                needed.add("\"f" + f + "\"");
            }
        }
        return "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" + String.join(",", properties)
                + "},\"required\":[" + String.join(",", needed) + "]" + more + "}";
    }

    private static String nullable(String schema, boolean nullable) {
        return nullable ? "{\"anyOf\":[{\"type\":\"null\"}," + schema + "]}" : schema;
    }

    private static Both any(Random random, int depth) {
        int least = random.nextInt(3);
        int most = least + random.nextInt(4);
        switch (random.nextInt(depth > 0 ? 12 : 8)) {
            case 0:
                return new Both("logicalType: string", "{\"type\":\"string\"}", TEXTS);
            case 1:
                return new Both(
                        "logicalType: string, logicalTypeOptions: {minLength: " + least + ", maxLength: " + most + "}",
                        "{\"type\":\"string\",\"minLength\":" + least + ",\"maxLength\":" + most + "}",
                        TEXTS);
            case 2:
                return new Both(
                        "logicalType: string, logicalTypeOptions: {pattern: '^[A-Z]{2}-\\d+$'}",
                        "{\"type\":\"string\",\"pattern\":\"^[A-Z]{2}-\\\\d+$\"}", TEXTS);
            case 3:
                return new Both(
                        "logicalType: string, enum: [{value: red}, {value: é}]", "{\"enum\":[\"red\",\"é\"]}", TEXTS);
            case 4:
                return new Both(
                        "logicalType: integer, logicalTypeOptions: {minimum: " + -least + ", exclusiveMaximum: 100}",
                        "{\"type\":\"integer\",\"minimum\":" + -least + ",\"exclusiveMaximum\":100}",
                        NUMBERS);
            case 5:
                return new Both(
                        "logicalType: number, logicalTypeOptions: {multipleOf: 0.1, exclusiveMinimum: -2.5}",
                        "{\"type\":\"number\",\"multipleOf\":0.1,\"exclusiveMinimum\":-2.5}",
                        NUMBERS);
            case 6:
                return new Both(
                        "logicalType: number, physicalType: 'decimal(12,2)', logicalTypeOptions: {maximum: 100}",
                        "{\"type\":\"number\",\"multipleOf\":0.01,\"maximum\":100}",
                        NUMBERS);
            case 7:
                return new Both("logicalType: boolean", "{\"type\":\"boolean\"}", List.of("true", "false"));
            case 8, 9:
                return list(random, any(random, depth - 1), least, most);
            case 10:
                return map(random, any(random, depth - 1));
            default:
                return struct(random, depth - 1);
        }
    }

    private static Both list(Random random, Both item, int least, int most) {
        boolean nullable = random.nextBoolean();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<String> items = new ArrayList<>();
            for (int size = random.nextInt(5); size > 0; size--) {
                items.add(pick(item.values, random));
            }
            values.add("[" + String.join(", ", items) + "]");
        }
        return new Both(
                "logicalType: array, items: {required: " + !nullable + ", " + item.yaml
                        + "}, logicalTypeOptions: {minItems: " + least + ", maxItems: " + most + "}",
                "{\"type\":\"array\",\"minItems\":" + least + ",\"maxItems\":" + most + ",\"items\":"
                        + nullable(item.schema, nullable) + "}",
                values);
    }

    private static Both map(Random random, Both value) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<String> entries = new ArrayList<>();
            for (int size = random.nextInt(4); size > 0; size--) {
                entries.add("\"k" + size + "\":" + pick(value.values, random));
            }
            values.add("{" + String.join(",", entries) + "}");
        }
        return new Both(
                "logicalType: map, map: {key: {logicalType: string}, value: {required: true, " + value.yaml + "}}",
                "{\"type\":\"object\",\"additionalProperties\":" + value.schema + "}",
                values);
    }

    private static Both struct(Random random, int depth) {
        List<Both> fields = List.of(any(random, depth), any(random, depth));
        List<Boolean> required = List.of(random.nextBoolean(), random.nextBoolean());
        int most = 1 + random.nextInt(2);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            values.add(record(fields, random));
        }
        return new Both(
                "logicalType: object, logicalTypeOptions: {maxProperties: " + most
                        + "}, properties: [{name: f0, required: "
                        + required.get(0) + ", " + fields.get(0).yaml + "}, {name: f1, required: " + required.get(1)
                        + ", "
                        + fields.get(1).yaml + "}]",
                object(fields, required, ",\"maxProperties\":" + most),
                values);
    }
}
