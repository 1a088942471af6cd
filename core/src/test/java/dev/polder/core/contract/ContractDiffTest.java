package dev.polder.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.document.Node;
import dev.polder.core.document.YamlReader;
import dev.polder.core.document.schema.PublicExamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                "{name: a, logicalType: string} | {name: b, logicalType: string} | PROPERTY_ADDED b: the property is new; PROPERTY_REMOVED a: the property was removed; is it now b?",
                "{name: a, logicalType: string} | {name: b, logicalType: date} | PROPERTY_ADDED b: the property is new; PROPERTY_REMOVED a: the property was removed",
                "{name: a, logicalType: string} | {name: a, logicalType: string, required: true} | REQUIRED_ADDED a: the property is now required, but records that are there may lack it",
                "{name: a, logicalType: string, required: true} | {name: a, logicalType: string} | REQUIRED_REMOVED a: the property is no longer required: readers would get nulls they were promised not to get",
                "{name: a, logicalType: string} | {name: a, logicalType: integer} | TYPE_CHANGED a: the type was text and is integer of 64 bits",
                "{name: a, logicalType: integer, physicalType: INT} | {name: a, logicalType: integer, physicalType: BIGINT} | TYPE_WIDENED a: the type was integer of 32 bits and is integer of 64 bits",
                "{name: a, logicalType: integer, physicalType: BIGINT} | {name: a, logicalType: integer, physicalType: INT} | TYPE_NARROWED a: the type was integer of 64 bits and is integer of 32 bits",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, physicalType: 'DECIMAL(10,2)'} | PRECISION_RAISED a: the type was decimal(8, 2) and is decimal(10, 2)",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, physicalType: 'DECIMAL(10,3)'} | TYPE_CHANGED a: the type was decimal(8, 2) and is decimal(10, 3)",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, physicalType: 'DECIMAL(7,2)'} | TYPE_NARROWED a: the type was decimal(8, 2) and is decimal(7, 2)",
                "{name: a, physicalType: 'DECIMAL(8,2)'} | {name: a, logicalType: number} | TYPE_CHANGED a: the type was decimal(8, 2) and is floating-point number",
                "{name: a, logicalType: timestamp} | {name: a, logicalType: timestamp, logicalTypeOptions: {timezone: false}} | TYPE_CHANGED a: the type was timestamp with time zone and is timestamp without time zone",
                "{name: a, logicalType: string, primaryKey: true} | {name: a, logicalType: string} | PRIMARY_KEY_CHANGED the primary key was (a) and is none: records of one key would no longer meet",
                "{name: a, logicalType: array, items: {logicalType: string}} | {name: a, logicalType: array, items: {logicalType: string, required: true}} | REQUIRED_ADDED a[]: the property is now required, but records that are there may lack it",
                "{name: a, logicalType: array, items: {logicalType: object, properties: [{name: b, logicalType: string}]}} | {name: a, logicalType: array, items: {logicalType: object, properties: [{name: c, logicalType: date}]}} | PROPERTY_ADDED a[].c: the property is new; PROPERTY_REMOVED a[].b: the property was removed",
                "{name: a, logicalType: object, properties: [{name: b, logicalType: string}]} | {name: a, logicalType: object, properties: [{name: b, logicalType: string}, {name: c, logicalType: string, required: true}]} | PROPERTY_ADDED_REQUIRED a.c: the property is new and required, but the records that are there do not have it",
                "{name: a, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer, physicalType: INT}}} | {name: a, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}} | TYPE_WIDENED a{}: the type was integer of 32 bits and is integer of 64 bits",
                "{name: a, logicalType: array, items: {logicalType: string}} | {name: a, logicalType: string} | TYPE_CHANGED a: the type was array of text and is text",
                "{name: a, logicalType: vector, logicalTypeOptions: {dimensions: 3}} | {name: a, logicalType: vector, logicalTypeOptions: {dimensions: 4}} | OPTION_TIGHTENED a: minItems was 3 and is 4; OPTION_LOOSENED a: maxItems was 3 and is 4",
                "{name: a, logicalType: vector, logicalTypeOptions: {elementType: int8}} | {name: a, logicalType: vector} | TYPE_CHANGED a[]: the type was integer of 32 bits and is floating-point number; OPTION_CHANGED a: elementType was int8 and is none",
                "{name: a, logicalType: string, physicalType: TEXT} | {name: a, logicalType: string, physicalType: VARCHAR} | TYPE_NOTATION_CHANGED a: the type is written otherwise, but is the same",
                "{name: a, logicalType: string} | {name: a, logicalType: string, logicalTypeOptions: {maxLength: 5, pattern: a}} | OPTION_TIGHTENED a: maxLength is now 5; OPTION_TIGHTENED a: pattern is now a",
                "{name: a, logicalType: string, logicalTypeOptions: {pattern: a}} | {name: a, logicalType: string, logicalTypeOptions: {pattern: b}} | OPTION_CHANGED a: pattern was a and is b",
                "{name: a, logicalType: string, logicalTypeOptions: {minLength: 5}} | {name: a, logicalType: string, logicalTypeOptions: {minLength: 3}} | OPTION_LOOSENED a: minLength was 5 and is 3",
                "{name: a, logicalType: number, logicalTypeOptions: {minimum: 5}} | {name: a, logicalType: number, logicalTypeOptions: {exclusiveMinimum: 5}} | OPTION_TIGHTENED a: exclusiveMinimum was 5 and is 5 (excluded)",
                "{name: a, logicalType: number, logicalTypeOptions: {maximum: 5}} | {name: a, logicalType: number, logicalTypeOptions: {maximum: 5.5}} | OPTION_LOOSENED a: maximum was 5 and is 5.5",
                "{name: a, logicalType: number, logicalTypeOptions: {maximum: 5}} | {name: a, logicalType: number, logicalTypeOptions: {maximum: 5.0}} | ``",
                "{name: a, logicalType: date, logicalTypeOptions: {minimum: '2020-01-01'}} | {name: a, logicalType: date, logicalTypeOptions: {minimum: '2021-01-01'}} | OPTION_TIGHTENED a: minimum was 2020-01-01 and is 2021-01-01",
                "{name: a, logicalType: date} | {name: a, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy}} | OPTION_CHANGED a: format was ISO-8601 and is dd.MM.yyyy",
                "{name: a, logicalType: timestamp} | {name: a, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Europe/Amsterdam}} | OPTION_CHANGED a: defaultTimezone was UTC and is Europe/Amsterdam",
                "{name: a, logicalType: number, logicalTypeOptions: {multipleOf: 0.5}} | {name: a, logicalType: number, logicalTypeOptions: {multipleOf: 0.25}} | OPTION_LOOSENED a: multipleOf was 0.5 and is 0.25",
                "{name: a, logicalType: integer, logicalTypeOptions: {format: u8}} | {name: a, logicalType: integer, logicalTypeOptions: {format: i16}} | OPTION_LOOSENED a: format was u8 and is i16",
                "{name: a, logicalType: integer, logicalTypeOptions: {format: i8}} | {name: a, logicalType: integer, logicalTypeOptions: {format: u16}} | OPTION_CHANGED a: format was i8 and is u16",
                "{name: a, logicalType: object, logicalTypeOptions: {required: [b]}, properties: [{name: b, logicalType: string}]} | {name: a, logicalType: object, logicalTypeOptions: {required: []}, properties: [{name: b, logicalType: string}]} | OPTION_LOOSENED a: required no longer names b",
                "{name: a, logicalType: array, items: {logicalType: string}} | {name: a, logicalType: array, items: {logicalType: string}, logicalTypeOptions: {uniqueItems: true}} | OPTION_TIGHTENED a: uniqueItems was false and is true",
                "{name: a, logicalType: string, enum: [{value: x}]} | {name: a, logicalType: string, enum: [{value: x}, {value: y}]} | ENUM_VALUE_ADDED a: now also allowed: y",
                "{name: a, logicalType: string, enum: [{value: x}, {value: y}]} | {name: a, logicalType: string, enum: [{value: z}, {value: y}]} | ENUM_VALUE_REMOVED a: no longer allowed: x; ENUM_VALUE_ADDED a: now also allowed: z",
                "{name: a, logicalType: string} | {name: a, logicalType: string, enum: [{value: x}]} | ENUM_ADDED a: only these values are allowed now: x",
                "{name: a, logicalType: string, enum: [{value: x}]} | {name: a, logicalType: string} | ENUM_REMOVED a: the values are no longer limited to a list",
                "{name: a, logicalType: number, enum: [{value: 1}, {value: 2}]} | {name: a, logicalType: number, enum: [{value: 2.0}, {value: 1}]} | DETAIL_CHANGED a: enum changed",
                "{name: a, logicalType: string} | {name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0}]} | QUALITY_RULE_ADDED a: the rule orders.a.nullValues is new",
                "{name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0}]} | {name: a, logicalType: string} | QUALITY_RULE_REMOVED a: the rule orders.a.nullValues was removed",
                "{name: a, logicalType: string, quality: [{metric: nullValues, mustBeLessThan: 10, unit: percent}]} | {name: a, logicalType: string, quality: [{metric: nullValues, mustBeLessThan: 5, unit: percent}]} | QUALITY_RULE_TIGHTENED a: the rule orders.a.nullValues changed: its limit was must be less than 10 % and is must be less than 5 %",
                "{name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0}]} | {name: a, logicalType: string, quality: [{metric: nullValues, mustBeBetween: [0, 3]}]} | QUALITY_RULE_LOOSENED a: the rule orders.a.nullValues changed: its limit was must be 0 and is must be between 0 and 3",
                "{name: a, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [x]}}]} | {name: a, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [x, y]}}]} | QUALITY_RULE_LOOSENED a: the rule orders.a.invalidValues changed",
                "{name: a, logicalType: string, quality: [{metric: nullValues, severity: warning}]} | {name: a, logicalType: string, quality: [{metric: nullValues, severity: error}]} | QUALITY_SEVERITY_RAISED a: the rule orders.a.nullValues now holds data back",
                "{name: a, logicalType: string, quality: [{metric: nullValues}]} | {name: a, logicalType: string, quality: [{metric: nullValues, severity: info}]} | QUALITY_SEVERITY_LOWERED a: the rule orders.a.nullValues now only warns",
                "{name: a, logicalType: string} | {name: a, logicalType: string, quality: [{metric: nullValues, severity: info}]} | QUALITY_WARNING_CHANGED a: the rule orders.a.nullValues is new",
                "{name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0, description: x}]} | {name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0, description: y}]} | QUALITY_TEXT_CHANGED a: quality changed",
                "{name: a, logicalType: string} | {name: a, logicalType: string, unique: true} | UNIQUE_ADDED a: values are now to be unique",
                "{name: a, logicalType: string, classification: public} | {name: a, logicalType: string, classification: restricted} | CLASSIFICATION_RAISED a: the classification was public and is restricted",
                "{name: a, logicalType: string, classification: confidential} | {name: a, logicalType: string} | CLASSIFICATION_LOWERED a: the classification was confidential and is none",
                "{name: a, logicalType: string, classification: pii} | {name: a, logicalType: string, classification: internal} | CLASSIFICATION_CHANGED a: the classification was pii and is internal",
                "{name: a, logicalType: string} | {name: a, logicalType: string, deprecated: true} | STATUS_ENDING a: it is deprecated now",
                "{name: a, logicalType: string} | {name: a, logicalType: string, description: words, tags: [x]} | DESCRIPTION_CHANGED a: description added; TAGS_CHANGED a: tags added",
                "{name: a, logicalType: string} | {name: a, logicalType: string, examples: [x]} | DETAIL_CHANGED a: examples added",
            })
    void saysWhatAChangeMeans(String old, String now, String changes) {
        // when
        List<ContractChange> found = changes(contract(old), contract(now));

        // then
        assertThat(String.join(
                        "; ", found.stream().map(ContractChange::toString).toList()))
                .isEqualTo(changes);
    }

    @Test
    void namesTheNextMajorVersionAndThePlace() {
        // given
        Contract old = document("version: 4.2.0", "{name: a, logicalType: string}", "{name: b, logicalType: string}");
        Contract now = document("version: 4.2.0", "{name: a, logicalType: integer}");

        // when
        List<ContractChange> changes = changes(old, now);

        // then
        assertThat(changes)
                .extracting(change -> change.object() + " " + change.path() + " " + change.position())
                .containsExactly("orders a c.odcs.yaml:8:32", "orders b c.odcs.yaml:7:5");
        assertThat(changes)
                .extracting(ContractChange::remedy)
                .containsOnly("Publish it as a new major version: add an output port with version 5.0.0 beside 4.x.");
    }

    @Test
    void theOrderOfPropertiesAndTheNameOfTheObjectAreWordsOnly() {
        // given
        Contract old = document("version: 1.0.0", "{name: a, logicalType: string}", "{name: b, logicalType: date}");
        Contract now = parse(old.source()
                .replace("name: orders", "name: others")
                .replace("{name: a, logicalType: string}", "{name: x}")
                .replace("{name: b, logicalType: date}", "{name: a, logicalType: string}")
                .replace("{name: x}", "{name: b, logicalType: date}"));

        // when
        ContractDiff diff = ContractDiff.between(old, now);

        // then
        assertThat(diff.changes())
                .extracting(ContractChange::code)
                .containsExactly(ChangeCode.OBJECT_RENAMED, ChangeCode.PROPERTIES_REORDERED);
        assertThat(diff.readers()).isEqualTo(ContractChange.Kind.COSMETIC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: c | id: d | CONTRACT_ID_CHANGED the contract's id was c and is d",
                "apiVersion: v3.0.2 | apiVersion: v3.2.0 | STANDARD_VERSION_CHANGED the version of ODCS was v3.0.2 and is v3.2.0",
                "name: x | name: y | NAME_CHANGED the contract's name was x and is y",
                "status: active | status: deprecated | STATUS_ENDING the status was active and is deprecated",
                "status: draft | status: active | STATUS_CHANGED the status was draft and is active",
                "description: {purpose: x} | description: {purpose: y} | DESCRIPTION_CHANGED description changed",
                "tags: [x] | tags: [y] | TAGS_CHANGED tags changed",
                "team: [{username: x}] | team: [{username: y}] | OWNERS_CHANGED team changed",
                "tenant: x | tenant: y | DETAIL_CHANGED tenant changed",
                "slaProperties: [] | slaProperties: [{property: latency, value: 4, unit: h}] | SLA_ADDED latency is promised now: 4 h",
                "slaProperties: [{property: latency, value: 4, unit: h}] | slaProperties: [] | SLA_REMOVED latency is no longer promised; it was 4 h",
                "slaProperties: [{property: latency, value: 4, unit: h}] | slaProperties: [{property: latency, value: 1, unit: d}] | SLA_WEAKENED latency was 4 h and is 1 d",
                "slaProperties: [{property: latency, value: 4, unit: h}] | slaProperties: [{property: latency, value: 30, unit: min}] | SLA_STRENGTHENED latency was 4 h and is 30 min",
                "slaProperties: [{property: retention, value: 3, unit: y}] | slaProperties: [{property: retention, value: 100, unit: d}] | SLA_WEAKENED retention was 3 y and is 100 d",
                "slaProperties: [{property: availability, value: 99.9%}] | slaProperties: [{property: availability, value: 99%}] | SLA_WEAKENED availability was 99.9% and is 99%",
                "slaProperties: [{property: endOfSupport, value: '2030-01-01'}] | slaProperties: [{property: endOfSupport, value: '2029-01-01'}] | SLA_WEAKENED endOfSupport was 2030-01-01 and is 2029-01-01",
                "slaProperties: [{property: mood, value: 4}] | slaProperties: [{property: mood, value: 5}] | SLA_CHANGED mood was 4 and is 5",
                "slaProperties: [{property: latency, value: 60, unit: min}] | slaProperties: [{property: latency, value: 1, unit: h}] | DETAIL_CHANGED latency was 60 min and is 1 h",
                "servers: [] | servers: [{server: a, type: kafka}] | SERVER_ADDED the server a is new",
                "servers: [{server: a, type: kafka}] | servers: [{server: a, type: s3}] | SERVER_CHANGED the server a changed",
                "servers: [{server: a, type: kafka}] | servers: [] | SERVER_REMOVED the server a was removed",
                "price: {priceAmount: 1} # a | price: {priceAmount: 1.0} # b | ``",
            })
    void saysWhatAChangeBesideTheSchemaMeans(String old, String now, String changes) {
        // when
        List<ContractChange> found =
                changes(document(old, "{name: a, logicalType: date}"), document(now, "{name: a, logicalType: date}"));

        // then
        assertThat(String.join(
                        "; ", found.stream().map(ContractChange::toString).toList()))
                .isEqualTo(changes);
    }

    @ParameterizedTest
    @CsvSource({
        "reject, drop, UNKNOWN_FIELDS_ALLOWED",
        "drop, reject, UNKNOWN_FIELDS_REJECTED",
        "reject, keep, UNKNOWN_FIELDS_ALLOWED PROPERTY_ADDED",
        "keep, drop, UNKNOWN_FIELDS_CHANGED PROPERTY_REMOVED"
    })
    void fieldsThatTheContractDoesNotHaveMatterToo(String before, String after, String codes) {
        String property =
                "{name: a, logicalType: object, customProperties: [{property: unknownFields, value: reject}], properties: [{name: b, logicalType: date}]}";

        assertThat(codes(changes(
                        contract(property.replace("reject", before)), contract(property.replace("reject", after)))))
                .isEqualTo(codes);
        assertThat(codes(changes(
                        unknown(before, "{name: a, logicalType: date}"),
                        unknown(after, "{name: a, logicalType: date}"))))
                .isEqualTo(codes);
    }

    @Test
    void aNewPropertyTakesANameThatWasFreeWhereUnknownFieldsPass() {
        List<ContractChange> changes = changes(
                unknown("drop", "{name: a, logicalType: date}"),
                unknown("drop", "{name: a, logicalType: date}", "{name: b, logicalType: date}"));

        assertThat(codes(changes)).isEqualTo("PROPERTY_NAME_CLAIMED");
    }

    private static Contract unknown(String mode, String... properties) {
        return parse(contract(properties)
                .source()
                .replace(
                        "- name: orders",
                        "- name: orders\n    customProperties: [{property: unknownFields, value: " + mode + "}]"));
    }

    private static String codes(List<ContractChange> changes) {
        return String.join(
                " ", changes.stream().map(change -> change.code().name()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0, 1.0.0, '', NONE, true, 1.0.0",
        "1.0.0, 1.0.0, description: x, PATCH, false, 1.0.1",
        "1.0.0, 1.0.1, description: x, PATCH, true, 1.0.1",
        "v1.2, 1.2.1, description: x, PATCH, true, 1.2.1",
        "1.0.9, 1.0.10, unique: true, MINOR, false, 1.1.0",
        "1.0.9, 1.1.0, 'logicalTypeOptions: {maxLength: 3}', MINOR, true, 1.1.0",
        "1.9.0, 1.10.0, required: true, MAJOR, false, 2.0.0",
        "1.9.0, 2.0.0-rc.1, required: true, MAJOR, true, 2.0.0",
        "2.0.0, 1.0.0, '', NONE, false, 2.0.0",
        "spring, autumn, unique: true, MINOR, false, ''",
    })
    void saysWhichVersionItNeeds(
            String from, String to, String more, VersionStep needs, boolean enough, String version) {
        // when
        ContractDiff diff = ContractDiff.between(
                document("version: " + from, "{name: a, logicalType: string}"),
                document("version: " + to, "{name: a, logicalType: string, " + more + "}"));

        // then
        assertThat(diff.needs()).isEqualTo(needs);
        assertThat(diff.versionIsEnough()).isEqualTo(enough);
        assertThat(diff.neededVersion().orElse("")).isEqualTo(version);
    }

    @Test
    void objectsArePairedByName() {
        // given
        Contract old = document("version: 1.0.0", "{name: a, logicalType: string}");
        Contract now = parse(old.source()
                .replace(
                        "name: orders",
                        "name: others\n    properties: [{name: a, logicalType: date}]\n  - name: orders"));

        // when, then
        assertThat(ContractDiff.between(old, now).changes())
                .singleElement()
                .matches(change -> change.code() == ChangeCode.OBJECT_ADDED
                        && change.object().equals("others"));
        assertThat(ContractDiff.between(now, old).changes())
                .singleElement()
                .matches(change -> change.code() == ChangeCode.OBJECT_REMOVED
                        && change.object().equals("others"));
        assertThat(ContractDiff.ofPort(
                                old, old.schema().get(0), now, now.schema().get(1))
                        .changes())
                .isEmpty();
    }

    @Test
    void aRuleInCelIsTheSameWhereverItStands() {
        Contract old = contract("{name: a, logicalType: integer}", "{name: b, physicalType: 'DECIMAL(9,2)'}");
        String rule = "- name: orders\n    quality: [{type: custom, engine: cel, implementation: 'a >= 1'}]";
        Contract ruled = parse(old.source().replace("- name: orders", rule));
        Contract moved = parse("# a comment\n" + ruled.source().replace("(9,2)", "(12,2)"));

        assertThat(codes(changes(old, ruled))).isEqualTo("QUALITY_RULE_ADDED");
        assertThat(codes(changes(ruled, moved))).isEqualTo("PRECISION_RAISED");
        assertThat(codes(changes(ruled, parse(ruled.source().replace("a >= 1", "a >= 2")))))
                .isEqualTo("QUALITY_RULE_CHANGED");
    }

    @Test
    void everyPublicContractIsItselfAndCanBeComparedWithAnyOther() {
        List<Contract> contracts = new ArrayList<>();
        for (PublicExamples.Example example : PublicExamples.all()) {
            Optional<Node> root =
                    YamlReader.read(example.file(), example.text()).root();
            root.flatMap(node -> ContractParser.parse(node, example.text()).contract())
                    .ifPresent(contracts::add);
        }
        assertThat(contracts).hasSizeGreaterThan(50);
        for (int i = 0; i < contracts.size(); i++) {
            Contract contract = contracts.get(i);
            Contract other = contracts.get((i + 1) % contracts.size());

            assertThat(changes(contract, parse("# words\n" + contract.source())))
                    .as(contract.position().file())
                    .isEmpty();
            assertThat(changes(contract, other).isEmpty())
                    .as(contract.position().file() + " and " + other.position().file())
                    .isEqualTo(changes(other, contract).isEmpty());
        }
    }

    @Test
    void everyCodeSaysWhatItMeans() {
        assertThat(ChangeCode.values()).allSatisfy(code -> {
            assertThat(code.meaning()).endsWith(".");
            assertThat(code.writers() == ContractChange.Kind.COSMETIC)
                    .isEqualTo(code.readers() == ContractChange.Kind.COSMETIC);
        });
    }

    @Test
    void findsNothingBetweenASchemaAndItself() {
        Generator generator = new Generator(1);
        for (int i = 0; i < CASES; i++) {
            // given
            String[] properties = generator.properties();

            // when, then
            assertThat(changes(contract(properties), contract(properties)))
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
            List<ContractChange> forth = changes(contract(before), contract(after));
            List<ContractChange> back = changes(contract(after), contract(before));

            // then
            assertThat(forth).singleElement().satisfies(change -> {
                assertThat(change.isBreaking()).isFalse();
                assertThat(change.path()).isEqualTo("added");
            });
            assertThat(back).singleElement().satisfies(change -> {
                assertThat(change.readers()).isEqualTo(ContractChange.Kind.BREAKING);
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
            assertThat(changes(contract(before), contract(after)))
                    .singleElement()
                    .matches(ContractChange::isBreaking);
        }
    }

    @Test
    void aChangeOfTypeIsCompatibleInOneDirectionAtMost() {
        Generator generator = new Generator(4);
        for (int i = 0; i < CASES; i++) {
            // given
            Contract one = contract("{name: a, " + generator.scalar() + "}");
            Contract other = contract("{name: a, " + generator.scalar() + "}");
            boolean same = one.schema()
                    .get(0)
                    .recordType()
                    .equals(other.schema().get(0).recordType());

            // when
            boolean forth = changes(one, other).stream().noneMatch(ContractChange::isBreaking);
            boolean back = changes(other, one).stream().noneMatch(ContractChange::isBreaking);

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
        return changes(contract(old), contract(now)).stream().anyMatch(ContractChange::isBreaking);
    }

    private static List<ContractChange> changes(Contract old, Contract now) {
        return ContractDiff.between(old, now).changes();
    }

    private static String[] with(String[] properties, String... added) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.addAll(List.of(added));
        return all.toArray(new String[0]);
    }

    private static Contract contract(String... properties) {
        return document("version: 1.0.0", properties);
    }

    /** A line of its own replaces the one of that field. */
    private static Contract document(String line, String... properties) {
        String source = """
                apiVersion: v3.2.0
                kind: DataContract
                id: c
                version: 1.0.0
                schema:
                  - name: orders
                    properties:
                """;
        String field = line.substring(0, line.indexOf(':') + 1);
        source = source.contains("\n" + field) || source.startsWith(field)
                ? source.replaceFirst("(?m)^" + field + ".*$", line)
                : line + "\n" + source;
        return parse(source + "      - " + String.join("\n      - ", properties) + "\n");
    }

    private static Contract parse(String source) {
        return ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow();
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
