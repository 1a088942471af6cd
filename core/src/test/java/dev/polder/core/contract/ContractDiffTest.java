package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractDiffTest {
    private static final int CASES = 300;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // old | new | changes
                "{name: a, logicalType: string} | {name: b, logicalType: string} | COMPATIBLE b: the property is new; BREAKING a: the property was removed",
                "{name: a, logicalType: string} | {name: a, logicalType: string, required: true} | BREAKING a: the property is now required, but records that are there may lack it",
                "{name: a, logicalType: string, required: true} | {name: a, logicalType: string} | BREAKING a: the property is no longer required: readers would get nulls they were promised not to get",
                "{name: a, logicalType: string} | {name: a, logicalType: integer} | BREAKING a: the type was text and is integer of 64 bits",
                "{name: a, logicalType: integer, physicalType: INT} | {name: a, logicalType: integer, physicalType: BIGINT} | COMPATIBLE a: the type was integer of 32 bits and is integer of 64 bits",
                "{name: a, logicalType: integer, physicalType: BIGINT} | {name: a, logicalType: integer, physicalType: INT} | BREAKING a: the type was integer of 64 bits and is integer of 32 bits",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, physicalType: 'DECIMAL(10,2)'} | COMPATIBLE a: the type was decimal(8, 2) and is decimal(10, 2)",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, physicalType: 'DECIMAL(10,3)'} | BREAKING a: the type was decimal(8, 2) and is decimal(10, 3)",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, physicalType: 'DECIMAL(7,2)'} | BREAKING a: the type was decimal(8, 2) and is decimal(7, 2)",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, logicalType: number} | BREAKING a: the type was decimal(8, 2) and is floating-point number",
                "{name: a, logicalType: timestamp} | {name: a, logicalType: timestamp, logicalTypeOptions: {timezone: false}} | BREAKING a: the type was timestamp with time zone and is timestamp without time zone",
                "{name: a, logicalType: string, primaryKey: true} | {name: a, logicalType: string} | BREAKING the primary key was (a) and is none: records of one key would no longer meet",
                "{name: a, logicalType: array, items: {logicalType: string}} | {name: a, logicalType: array, items: {logicalType: string, required: true}} | BREAKING a[]: the property is now required, but records that are there may lack it",
                "{name: a, logicalType: array, items: {logicalType: object, properties: [{name: b, logicalType: string}]}} | {name: a, logicalType: array, items: {logicalType: object, properties: [{name: c, logicalType: string}]}} | COMPATIBLE a[].c: the property is new; BREAKING a[].b: the property was removed",
                "{name: a, logicalType: object, properties: [{name: b, logicalType: string}]} | {name: a, logicalType: object, properties: [{name: b, logicalType: string}, {name: c, logicalType: string, required: true}]} | BREAKING a.c: the property is new and required, but the records that are there do not have it",
                "{name: a, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer, physicalType: INT}}} | {name: a, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}} | COMPATIBLE a{}: the type was integer of 32 bits and is integer of 64 bits",
                "{name: a, logicalType: array, items: {logicalType: string}} | {name: a, logicalType: string} | BREAKING a: the type was array of text and is text",
                "{name: a, logicalType: string} | {name: a, logicalType: string, logicalTypeOptions: {maxLength: 5, pattern: a}} | COMPATIBLE a: value rules changed (maxLength, pattern)",
                "{name: a, logicalType: string, enum: [{value: x}]} | {name: a, logicalType: string, enum: [{value: x}, {value: y}]} | COMPATIBLE a: value rules changed (enum)",
                "{name: a, logicalType: string} | {name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0}]} | COMPATIBLE a: quality rules changed",
                "{name: a, logicalType: string} | {name: a, logicalType: string, unique: true} | COMPATIBLE a: quality rules changed",
                "{name: a, logicalType: string, classification: public} | {name: a, logicalType: string, classification: restricted} | COMPATIBLE a: the classification was public and is restricted",
                "{name: a, logicalType: string} | {name: a, logicalType: string, description: words, tags: [x]} | COSMETIC a: description or tags changed",
                "{name: a, logicalType: string, physicalType: TEXT} | {name: a, logicalType: string, physicalType: VARCHAR} | COSMETIC a: the physicalType changed, the type did not",
                "{name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0, description: x}]} | {name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0, description: y}]} | ``",
            })
    void saysWhatAChangeMeans(String old, String now, String changes) {
        // when
        List<ContractChange> found = ContractDiff.between(object(old), object(now), 1);

        // then
        assertThat(String.join(
                        "; ", found.stream().map(ContractChange::toString).toList()))
                .isEqualTo(changes);
    }

    @Test
    void namesTheNextMajorVersionAndThePlace() {
        // given
        SchemaObject old = object("{name: a, logicalType: string}", "{name: b, logicalType: string}");
        SchemaObject now = object("{name: a, logicalType: integer}");

        // when
        List<ContractChange> changes = ContractDiff.between(old, now, 4);

        // then
        assertThat(changes)
                .extracting(change -> change.path() + " " + change.position())
                .containsExactly("a c.odcs.yaml:8:9", "b c.odcs.yaml:6:5");
        assertThat(changes)
                .extracting(ContractChange::remedy)
                .containsOnly("Publish it as a new major version: add an output port with version 5.0.0 beside 4.x.");
    }

    @Test
    void ignoresTheOrderOfPropertiesAndTheNameOfTheObject() {
        // given
        SchemaObject old = object("{name: a, logicalType: string}", "{name: b, logicalType: date}");
        SchemaObject now = object("{name: b, logicalType: date}", "{name: a, logicalType: string}");
        SchemaObject renamed = new SchemaObject(
                "other", now.position(), now.description(), now.properties(), now.quality(), now.unknownFields());

        // when, then
        assertThat(ContractDiff.between(old, renamed, 1)).isEmpty();
    }

    @Test
    void findsNothingBetweenASchemaAndItself() {
        Generator generator = new Generator(1);
        for (int i = 0; i < CASES; i++) {
            // given
            String[] properties = generator.properties();

            // when, then
            assertThat(ContractDiff.between(object(properties), object(properties), 1))
                    .as(String.join("\n", properties))
                    .isEmpty();
        }
    }

    @Test
    void addingAnOptionalPropertyIsCompatibleAndRemovingItAgainIsBreaking() {
        Generator generator = new Generator(2);
        for (int i = 0; i < CASES; i++) {
            // given
            String[] before = generator.properties();
            String[] after = with(before, "{name: added, " + generator.type(2) + "}");

            // when
            List<ContractChange> forth = ContractDiff.between(object(before), object(after), 1);
            List<ContractChange> back = ContractDiff.between(object(after), object(before), 1);

            // then
            assertThat(forth).singleElement().satisfies(change -> {
                assertThat(change.kind()).isEqualTo(ContractChange.Kind.COMPATIBLE);
                assertThat(change.path()).isEqualTo("added");
            });
            assertThat(back).singleElement().satisfies(change -> {
                assertThat(change.kind()).isEqualTo(ContractChange.Kind.BREAKING);
                assertThat(change.path()).isEqualTo("added");
            });
        }
    }

    @Test
    void addingARequiredPropertyIsBreakingWhateverElseIsThere() {
        Generator generator = new Generator(3);
        for (int i = 0; i < CASES; i++) {
            // given
            String[] before = generator.properties();
            String[] after = with(before, "{name: added, required: true, " + generator.type(1) + "}");

            // when, then
            assertThat(ContractDiff.between(object(before), object(after), 1))
                    .singleElement()
                    .matches(ContractChange::isBreaking);
        }
    }

    @Test
    void aChangeOfTypeIsCompatibleInOneDirectionAtMost() {
        Generator generator = new Generator(4);
        for (int i = 0; i < CASES; i++) {
            // given
            SchemaObject one = object("{name: a, " + generator.scalar() + "}");
            SchemaObject other = object("{name: a, " + generator.scalar() + "}");
            boolean same = one.recordType().equals(other.recordType());

            // when
            boolean forth = ContractDiff.between(one, other, 1).stream().noneMatch(ContractChange::isBreaking);
            boolean back = ContractDiff.between(other, one, 1).stream().noneMatch(ContractChange::isBreaking);

            // then
            assertThat(forth && back).isEqualTo(same);
        }
    }

    @Test
    void whatIsBreakingInAPropertyIsBreakingInEverythingAroundIt() {
        Generator generator = new Generator(5);
        for (int i = 0; i < CASES; i++) {
            // given
            String old = generator.type(1);
            String now = generator.type(1);
            boolean breaking = isBreaking("{name: a, " + old + "}", "{name: a, " + now + "}");

            // when, then
            assertThat(isBreaking(
                            "{name: o, logicalType: object, properties: [{name: a, " + old + "}]}",
                            "{name: o, logicalType: object, properties: [{name: a, " + now + "}]}"))
                    .isEqualTo(breaking);
            assertThat(isBreaking(
                            "{name: o, logicalType: array, items: {" + old + "}}",
                            "{name: o, logicalType: array, items: {" + now + "}}"))
                    .isEqualTo(breaking);
            assertThat(isBreaking(
                            "{name: o, logicalType: map, map: {key: {logicalType: string}, value: {" + old + "}}}",
                            "{name: o, logicalType: map, map: {key: {logicalType: string}, value: {" + now + "}}}"))
                    .isEqualTo(breaking);
        }
    }

    private static boolean isBreaking(String old, String now) {
        return ContractDiff.between(object(old), object(now), 1).stream().anyMatch(ContractChange::isBreaking);
    }

    private static String[] with(String[] properties, String added) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add(added);
        return all.toArray(new String[0]);
    }

    private static SchemaObject object(String... properties) {
        StringBuilder text = new StringBuilder("""
                apiVersion: v3.2.0
                kind: DataContract
                id: c
                version: 1.0.0
                schema:
                  - name: orders
                    properties:
                """);
        for (String property : properties) {
            text.append("      - ").append(property).append('\n');
        }
        String source = text.toString();
        return ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }

    /** Properties of all types, the same for the same seed. */
    private static final class Generator {
        private static final String[] SCALARS = {
            "logicalType: string",
            "logicalType: integer",
            "logicalType: integer, physicalType: INT",
            "logicalType: number",
            "logicalType: boolean",
            "logicalType: date",
            "logicalType: timestamp",
            "logicalType: time",
            "logicalType: timestamp, logicalTypeOptions: {timezone: false}",
            "physicalType: 'DECIMAL(5,2)'",
            "physicalType: 'DECIMAL(9,2)'",
            "physicalType: 'DECIMAL(9,3)'"
        };

        private final Random random;

        Generator(long seed) {
            random = new Random(seed);
        }

        String[] properties() {
            String[] properties = new String[1 + random.nextInt(6)];
            for (int i = 0; i < properties.length; i++) {
                String required = random.nextInt(3) == 0 ? ", required: true" : "";
                String more = random.nextInt(3) == 0 ? ", description: d" + i + ", tags: [t]" : "";
                properties[i] = "{name: p" + i + ", " + type(3) + required + more + "}";
            }
            return properties;
        }

        String scalar() {
            return SCALARS[random.nextInt(SCALARS.length)];
        }

        String type(int depth) {
            int kind = depth == 0 ? 9 : random.nextInt(10);
            return switch (kind) {
                case 0 ->
                    "logicalType: object, properties: [{name: x, " + type(depth - 1) + "}, {name: y, required: true, "
                            + type(depth - 1) + "}]";
                case 1 -> "logicalType: array, items: {" + type(depth - 1) + "}";
                case 2 -> "logicalType: map, map: {key: {logicalType: string}, value: {" + type(depth - 1) + "}}";
                default -> scalar();
            };
        }
    }
}
