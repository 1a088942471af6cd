package dev.polder.gate;

import static dev.polder.gate.Contracts.value;
import static dev.polder.gate.Contracts.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule of a contract at its borders: the property's lines, then what a value of it is judged. */
class RuleTest {
    private record Row(String property, String value, String verdict) {}

    private static List<DynamicTest> rows(String table) {
        return table.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\\s+=> |\\s+\\| ", 3))
                .map(cells -> new Row(cells[0].strip(), cells[1].strip(), cells[2].strip()))
                .map(row -> DynamicTest.dynamicTest(
                        row.property + " judges " + row.value + " as " + row.verdict,
                        () -> assertThat(verdict(value(row.property.replace("; ", "\n")), "{\"v\":" + row.value + "}"))
                                .isEqualTo(row.verdict.equals("ok") ? "ok" : row.verdict + " $.v")))
                .toList();
    }

    @TestFactory
    List<DynamicTest> integers() {
        return rows("""
                logicalType: integer | 5 => ok
                logicalType: integer | 5.0 => ok
                logicalType: integer | 50e-1 => ok
                logicalType: integer | 5.5 => RECORD_TYPE
                logicalType: integer | 1e-1 => RECORD_TYPE
                logicalType: integer | "5" => RECORD_TYPE
                logicalType: integer | true => RECORD_TYPE
                logicalType: integer | [5] => RECORD_TYPE
                logicalType: integer | null => ok
                logicalType: integer | -0 => ok
                logicalType: integer | 9223372036854775807 => ok
                logicalType: integer | 9223372036854775808 => RECORD_RANGE
                logicalType: integer | -9223372036854775808 => ok
                logicalType: integer | -9223372036854775809 => RECORD_RANGE
                logicalType: integer | 1e999999999 => RECORD_RANGE
                logicalType: integer | 1e-999999999 => RECORD_TYPE
                logicalType: integer | 0e999999999999999999999 => ok
                logicalType: integer; physicalType: int | 2147483647 => ok
                logicalType: integer; physicalType: int | 2147483648 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {format: i8} | -128 => ok
                logicalType: integer; logicalTypeOptions: {format: i8} | 128 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {format: u8} | 255 => ok
                logicalType: integer; logicalTypeOptions: {format: u8} | -1 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {format: u16} | 65536 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {format: u32} | 4294967295 => ok
                logicalType: integer; logicalTypeOptions: {format: u32} | 4294967296 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {format: u64} | 18446744073709551615 => ok
                logicalType: integer; logicalTypeOptions: {format: u64} | 18446744073709551616 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {format: u64} | 1.5 => RECORD_TYPE
                logicalType: integer; logicalTypeOptions: {format: i128} | 99999999999999999999999999999999999999 => ok
                logicalType: integer; logicalTypeOptions: {format: i128} | 100000000000000000000000000000000000000 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {minimum: 1, maximum: 3} | 1 => ok
                logicalType: integer; logicalTypeOptions: {minimum: 1, maximum: 3} | 0 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {minimum: 1, maximum: 3} | 4 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {exclusiveMinimum: 1, exclusiveMaximum: 3} | 1 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {exclusiveMinimum: 1, exclusiveMaximum: 3} | 2 => ok
                logicalType: integer; logicalTypeOptions: {exclusiveMinimum: 1, exclusiveMaximum: 3} | 3 => RECORD_RANGE
                logicalType: integer; logicalTypeOptions: {multipleOf: 5} | -10 => ok
                logicalType: integer; logicalTypeOptions: {multipleOf: 5} | 0 => ok
                logicalType: integer; logicalTypeOptions: {multipleOf: 5} | 7 => RECORD_RANGE
                logicalType: integer; enum: [{value: 1}, {value: 2}] | 2.0 => ok
                logicalType: integer; enum: [{value: 1}, {value: 2}] | 3 => RECORD_ENUM
                """);
    }

    @TestFactory
    List<DynamicTest> numbers() {
        return rows("""
                logicalType: number | 0.1 => ok
                logicalType: number | 1e308 => ok
                logicalType: number | 1e309 => RECORD_RANGE
                logicalType: number | -1e999999999999 => RECORD_RANGE
                logicalType: number | 1e-999999999999 => ok
                logicalType: number | "NaN" => RECORD_TYPE
                logicalType: number; logicalTypeOptions: {format: f32} | 3.4028234e38 => ok
                logicalType: number; logicalTypeOptions: {format: f32} | 3.5e38 => RECORD_RANGE
                logicalType: number; logicalTypeOptions: {exclusiveMinimum: 0} | 1e-999999999999 => ok
                logicalType: number; logicalTypeOptions: {exclusiveMinimum: 0} | 0.0 => RECORD_RANGE
                logicalType: number; logicalTypeOptions: {maximum: 0.3} | 0.3 => ok
                logicalType: number; logicalTypeOptions: {maximum: 0.3} | 0.300000000000000000001 => RECORD_RANGE
                logicalType: number; logicalTypeOptions: {multipleOf: 0.01} | 1.15 => ok
                logicalType: number; logicalTypeOptions: {multipleOf: 0.01} | 1e300 => ok
                logicalType: number; logicalTypeOptions: {multipleOf: 0.01} | 1.155 => RECORD_RANGE
                logicalType: number; logicalTypeOptions: {multipleOf: 0.01} | 1e-999999999 => RECORD_RANGE
                logicalType: number; enum: [{value: 0.5}, {value: 2}] | 5e-1 => ok
                logicalType: number; enum: [{value: 0.5}, {value: 2}] | 0.6 => RECORD_ENUM
                logicalType: number; physicalType: "decimal(4,2)" | 99.99 => ok
                logicalType: number; physicalType: "decimal(4,2)" | 99.990 => ok
                logicalType: number; physicalType: "decimal(4,2)" | -99.99 => ok
                logicalType: number; physicalType: "decimal(4,2)" | 100 => RECORD_RANGE
                logicalType: number; physicalType: "decimal(4,2)" | 0.001 => RECORD_RANGE
                logicalType: number; physicalType: "decimal(4,2)" | 1e1 => ok
                logicalType: number; physicalType: "decimal(4,2)" | 1e-9999999999 => RECORD_RANGE
                logicalType: number; physicalType: "decimal(4,2)"; enum: [{value: 1.5}] | 1.50 => ok
                """);
    }

    @TestFactory
    List<DynamicTest> strings() {
        return rows("""
                logicalType: string | "" => ok
                logicalType: string | 5 => RECORD_TYPE
                logicalType: string | {} => RECORD_TYPE
                logicalType: string; required: true | null => RECORD_FIELD_MISSING
                logicalType: string; logicalTypeOptions: {minLength: 2, maxLength: 3} | "a" => RECORD_LENGTH
                logicalType: string; logicalTypeOptions: {minLength: 2, maxLength: 3} | "ab" => ok
                logicalType: string; logicalTypeOptions: {minLength: 2, maxLength: 3} | "😀😀😀" => ok
                logicalType: string; logicalTypeOptions: {minLength: 2, maxLength: 3} | "😀😀😀😀" => RECORD_LENGTH
                logicalType: string; logicalTypeOptions: {pattern: "[0-9]{2}"} | "ab12cd" => ok
                logicalType: string; logicalTypeOptions: {pattern: "^[0-9]{2}$"} | "12" => ok
                logicalType: string; logicalTypeOptions: {pattern: "^[0-9]{2}$"} | "123" => RECORD_PATTERN
                logicalType: string; logicalTypeOptions: {pattern: "^[0-9]{2}$"} | "12\\n" => RECORD_PATTERN
                logicalType: string; enum: [{value: a}, {value: b}] | "a" => ok
                logicalType: string; enum: [{value: a}, {value: b}] | "A" => RECORD_ENUM
                logicalType: string | "\\ud83d\\ude00" => ok
                logicalType: string | "\\ud83d" => RECORD_FORMAT
                logicalType: string | "\\ude00\\ud83d" => RECORD_FORMAT
                logicalType: string | "\\u0000" => RECORD_FORMAT
                logicalType: boolean | false => ok
                logicalType: boolean | "false" => RECORD_TYPE
                logicalType: boolean | 0 => RECORD_TYPE
                """);
    }

    @TestFactory
    List<DynamicTest> formats() {
        return rows("""
                logicalType: string; logicalTypeOptions: {format: email} | "jo.doe+x@mail.example.org" => ok
                logicalType: string; logicalTypeOptions: {format: email} | "\\"jo doe\\"@example.org" => ok
                logicalType: string; logicalTypeOptions: {format: email} | "jo@[127.0.0.1]" => ok
                logicalType: string; logicalTypeOptions: {format: email} | "jo" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: email} | "@example.org" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: email} | "jo..doe@example.org" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: email} | "jo@exa mple.org" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: uri} | "https://example.org/a?b=c#d" => ok
                logicalType: string; logicalTypeOptions: {format: uri} | "urn:isbn:0451450523" => ok
                logicalType: string; logicalTypeOptions: {format: uri} | "/relative" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: uri} | "https://exämple.org" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: uri} | "https://a b" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: uuid} | "123e4567-E89B-12d3-a456-426614174000" => ok
                logicalType: string; logicalTypeOptions: {format: uuid} | "123e4567e89b12d3a456426614174000" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: uuid} | "g23e4567-e89b-12d3-a456-426614174000" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv4} | "192.168.0.255" => ok
                logicalType: string; logicalTypeOptions: {format: ipv4} | "192.168.0.256" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv4} | "192.168.00.1" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv4} | "192.168.1" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | "::" => ok
                logicalType: string; logicalTypeOptions: {format: ipv6} | "2001:db8::ff00:42:8329" => ok
                logicalType: string; logicalTypeOptions: {format: ipv6} | "1:2:3:4:5:6:7:8" => ok
                logicalType: string; logicalTypeOptions: {format: ipv6} | "::ffff:192.0.2.1" => ok
                logicalType: string; logicalTypeOptions: {format: ipv6} | "1:2:3:4:5:6:7" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | "1::2::3" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | "1:2:3:4:5:6:7::8" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | "1:2:3:4:5:6:7::" => ok
                logicalType: string; logicalTypeOptions: {format: ipv6} | "1:2:3:4:5:6:7:8::" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | ":1" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | "::12345" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: ipv6} | "fe80::1%eth0" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: hostname} | "db-1.example.org" => ok
                logicalType: string; logicalTypeOptions: {format: hostname} | "-db.example.org" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: hostname} | "db..org" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: hostname} | "" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: byte} | "aGk=" => ok
                logicalType: string; logicalTypeOptions: {format: byte} | "" => ok
                logicalType: string; logicalTypeOptions: {format: byte} | "aGk" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: byte} | "aG=k" => RECORD_FORMAT
                logicalType: string; logicalTypeOptions: {format: binary} | "anything" => ok
                logicalType: string; logicalTypeOptions: {format: password} | "secret" => ok
                """);
    }

    @TestFactory
    List<DynamicTest> datesAndTimes() {
        return rows("""
                logicalType: date | "2024-02-29" => ok
                logicalType: date | "2023-02-29" => RECORD_FORMAT
                logicalType: date | "2024-2-9" => RECORD_FORMAT
                logicalType: date | "2024-02-29T00:00:00" => RECORD_FORMAT
                logicalType: date | "0001-01-01" => ok
                logicalType: date | "9999-12-31" => ok
                logicalType: date | "+10000-01-01" => RECORD_RANGE
                logicalType: date | "0000-12-31" => RECORD_RANGE
                logicalType: date | 20240229 => RECORD_TYPE
                logicalType: date; logicalTypeOptions: {minimum: "2024-01-01", exclusiveMaximum: "2024-12-31"} | "2024-01-01" => ok
                logicalType: date; logicalTypeOptions: {minimum: "2024-01-01", exclusiveMaximum: "2024-12-31"} | "2023-12-31" => RECORD_RANGE
                logicalType: date; logicalTypeOptions: {minimum: "2024-01-01", exclusiveMaximum: "2024-12-31"} | "2024-12-31" => RECORD_RANGE
                logicalType: date; logicalTypeOptions: {format: "M/d/yyyy"} | "2/29/2024" => ok
                logicalType: date; logicalTypeOptions: {format: "M/d/yyyy"} | "02/29/2024" => ok
                logicalType: date; logicalTypeOptions: {format: "M/d/yyyy"} | "2/30/2024" => RECORD_FORMAT
                logicalType: date; logicalTypeOptions: {format: "M/d/yyyy"} | "2024-02-29" => RECORD_FORMAT
                logicalType: date; logicalTypeOptions: {format: "dd MMM yyyy"} | "01 jan 2024" => ok
                logicalType: timestamp | "2024-02-29T12:00:00Z" => ok
                logicalType: timestamp | "2024-02-29T12:00:00.123456+05:30" => ok
                logicalType: timestamp | "2024-02-29 12:00:00+0530" => ok
                logicalType: timestamp | "2024-02-29T12:00:00" => ok
                logicalType: timestamp | "2024-02-29T12:00" => ok
                logicalType: timestamp | "2024-02-29T12:00:00.1234567Z" => RECORD_FORMAT
                logicalType: timestamp | "2024-02-29T12:00:00.123456000Z" => ok
                logicalType: timestamp | "2024-02-29T24:00:00Z" => RECORD_FORMAT
                logicalType: timestamp | "2024-02-29T23:59:60Z" => RECORD_FORMAT
                logicalType: timestamp | "2024-02-29T12:00:00+19:00" => RECORD_FORMAT
                logicalType: timestamp | "2024-02-29" => RECORD_FORMAT
                logicalType: timestamp | "2024-02-2912:00:00Z" => RECORD_FORMAT
                logicalType: timestamp | 1709204400 => RECORD_TYPE
                logicalType: timestamp | "0001-01-01T00:00:00+01:00" => RECORD_RANGE
                logicalType: timestamp | "9999-12-31T23:59:59.999999Z" => ok
                logicalType: timestamp; logicalTypeOptions: {timezone: false} | "2024-02-29T12:00:00" => ok
                logicalType: timestamp; logicalTypeOptions: {timezone: false} | "2024-02-29T12:00:00Z" => RECORD_FORMAT
                logicalType: timestamp; logicalTypeOptions: {defaultTimezone: Europe/Amsterdam} | "2024-03-31T02:30:00" => RECORD_FORMAT
                logicalType: timestamp; logicalTypeOptions: {defaultTimezone: Europe/Amsterdam} | "2024-10-27T02:30:00" => ok
                logicalType: timestamp; logicalTypeOptions: {format: "M/d/yyyy H:mm"} | "12/1/2010 8:26" => ok
                logicalType: timestamp; logicalTypeOptions: {format: "M/d/yyyy H:mm"} | "13/1/2010 8:26" => RECORD_FORMAT
                logicalType: timestamp; logicalTypeOptions: {minimum: "2024-01-01T00:00:00Z"} | "2024-01-01T00:59:59+01:00" => RECORD_RANGE
                logicalType: timestamp; logicalTypeOptions: {minimum: "2024-01-01T00:00:00Z"} | "2024-01-01T01:00:00+01:00" => ok
                logicalType: time | "13:45:00" => ok
                logicalType: time | "13:45" => ok
                logicalType: time | "13:45:00.000001" => ok
                logicalType: time | "13:45:00.0000001" => RECORD_FORMAT
                logicalType: time | "24:00:00" => RECORD_FORMAT
                logicalType: time; logicalTypeOptions: {maximum: "18:00:00"} | "18:00:00.000001" => RECORD_RANGE
                """);
    }

    @TestFactory
    List<DynamicTest> arraysAndObjects() {
        return rows("""
                logicalType: array; items: {logicalType: integer} | [] => ok
                logicalType: array; items: {logicalType: integer} | {} => RECORD_TYPE
                logicalType: array; items: {logicalType: integer}; logicalTypeOptions: {minItems: 1, maxItems: 2} | [] => RECORD_LENGTH
                logicalType: array; items: {logicalType: integer}; logicalTypeOptions: {minItems: 1, maxItems: 2} | [1,2] => ok
                logicalType: array; items: {logicalType: integer}; logicalTypeOptions: {minItems: 1, maxItems: 2} | [1,2,3] => RECORD_LENGTH
                logicalType: array; items: {logicalType: integer}; logicalTypeOptions: {uniqueItems: true} | [1,2,3] => ok
                logicalType: array; items: {logicalType: array, items: {logicalType: string}}; logicalTypeOptions: {uniqueItems: true} | [["a"],["b"],[]] => ok
                logicalType: object; properties: [{name: a, logicalType: string}] | {"a":"x"} => ok
                logicalType: object; properties: [{name: a, logicalType: string}] | {} => ok
                logicalType: object; properties: [{name: a, logicalType: string}] | [] => RECORD_TYPE
                logicalType: object; properties: [{name: a, logicalType: string}]; logicalTypeOptions: {minProperties: 1} | {} => RECORD_LENGTH
                logicalType: object; properties: [{name: a, logicalType: string}, {name: b, logicalType: string}]; logicalTypeOptions: {maxProperties: 1} | {"a":"","b":""} => RECORD_LENGTH
                """);
    }

    @Test
    void placesInsideOfAValueAreNamed() {
        ContractGate lists = value("logicalType: array\nitems: {logicalType: integer, required: true}\n"
                + "logicalTypeOptions: {uniqueItems: true}");
        assertThat(verdict(lists, "{\"v\":[1,\"x\",2,1.0,null]}"))
                .isEqualTo("RECORD_TYPE $.v[1]; RECORD_UNIQUE $.v[3]; RECORD_FIELD_MISSING $.v[4]");

        ContractGate objects = value("logicalType: object\nproperties: [{name: a, logicalType: string}]\n"
                + "logicalTypeOptions: {required: [a]}");
        assertThat(verdict(objects, "{\"v\":{}}")).isEqualTo("RECORD_FIELD_MISSING $.v.a");
        assertThat(verdict(objects, "{\"v\":{\"a\":null}}")).isEqualTo("RECORD_FIELD_MISSING $.v.a");
        assertThat(verdict(objects, "{\"v\":{\"a\":\"\",\"b c\":1,\"d'\":2}}"))
                .isEqualTo("RECORD_FIELD_UNKNOWN $.v['b c']; RECORD_FIELD_UNKNOWN $.v['d\\'']");

        ContractGate maps = value("logicalType: map\nmap: {key: {logicalType: string}, value: {logicalType: integer}}");
        assertThat(verdict(maps, "{\"v\":{\"a\":1,\"b\":\"x\"}}")).isEqualTo("RECORD_TYPE $.v.b");
    }

    @Test
    void qualityRulesThatARecordCanBreakAloneRefuseIt() {
        ContractGate gate = Contracts.gate("""
                - name: a
                  logicalType: string
                  quality: [{name: named, metric: nullValues, mustBe: 0}]
                - name: b
                  logicalType: string
                  quality: [{metric: missingValues, arguments: {missingValues: [null, "", "n/a"]}, mustBe: 0}]
                - name: c
                  logicalType: integer
                  quality: [{metric: invalidValues, arguments: {validValues: [1, 2]}, mustBe: 0, unit: percent}]
                - name: d
                  logicalType: string
                  quality: [{metric: invalidValues, arguments: {pattern: "^[A-Z]+$"}, mustBeLessThan: 1}]
                - name: e
                  logicalType: string
                  quality:
                    - {metric: nullValues, mustBe: 0, severity: warning}
                    - {metric: nullValues, mustBeLessThan: 5, unit: percent}
                    - {metric: duplicateValues, mustBe: 0}
                """);

        assertThat(verdict(gate, "{\"a\":\"x\",\"b\":\"y\",\"c\":1,\"d\":\"Z\"}"))
                .isEqualTo("ok");
        assertThat(verdict(gate, "{\"a\":\"x\",\"b\":\"y\"}")).isEqualTo("ok");
        assertThat(verdict(gate, "{\"b\":\"n/a\",\"c\":3,\"d\":\"z\"}"))
                .isEqualTo("RECORD_QUALITY $.b; RECORD_QUALITY $.c; RECORD_QUALITY $.d; RECORD_QUALITY $.a");
        assertThat(verdict(gate, "{\"a\":\"x\"}")).isEqualTo("RECORD_QUALITY $.b");
    }

    @Test
    void qualityRulesCountAsTheirSqlDoes() {
        ContractGate gate = Contracts.gate("""
                - name: a
                  logicalType: string
                  quality: [{metric: missingValues, mustBe: 0}]
                - name: b
                  logicalType: integer
                  quality: [{metric: invalidValues, arguments: {pattern: "^[0-9]{3}$"}, mustBe: 0}]
                - name: c
                  logicalType: date
                  quality: [{metric: invalidValues, arguments: {pattern: "-01$"}, mustBe: 0}]
                """);

        assertThat(verdict(gate, "{\"a\":\"x\",\"b\":123.0,\"c\":\"2024-05-01\"}"))
                .isEqualTo("ok");
        assertThat(verdict(gate, "{\"a\":\"\",\"b\":12,\"c\":\"2024-05-02\"}"))
                .isEqualTo("RECORD_QUALITY $.a; RECORD_QUALITY $.b; RECORD_QUALITY $.c");
        assertThat(verdict(gate, "{}")).isEqualTo("RECORD_QUALITY $.a");
    }

    @Test
    void theElementsOfAVectorAreOfItsElementType() {
        assertThat(Contracts.verdict(
                        Contracts.value("logicalType: vector\nlogicalTypeOptions: {dimensions: 2, elementType: uint8}"),
                        "{\"v\":[0,256]}"))
                .isEqualTo("RECORD_RANGE $.v[1]");
        assertThat(Contracts.verdict(
                        Contracts.value(
                                "logicalType: vector\nlogicalTypeOptions: {dimensions: 2, elementType: float16}"),
                        "{\"v\":[65504,-65505]}"))
                .isEqualTo("RECORD_RANGE $.v[1]");
        assertThat(Contracts.verdict(
                        Contracts.value("logicalType: vector\nlogicalTypeOptions: {dimensions: 3}"), "{\"v\":[1,2]}"))
                .isEqualTo("RECORD_LENGTH $.v");
    }

    @Test
    void recordRulesHoldInsideListsAndMapsToo() {
        ContractGate gate = Contracts.gate("""
                - name: l
                  logicalType: array
                  items: {logicalType: string, quality: [{metric: missingValues, arguments: {missingValues: [null, N/A]}, mustBe: 0}]}
                - name: m
                  logicalType: map
                  map:
                    key: {logicalType: string}
                    value: {logicalType: integer, quality: [{metric: invalidValues, arguments: {validValues: [1, 2]}, mustBe: 0}]}
                """);
        assertThat(Contracts.verdict(gate, "{\"l\":[\"a\",null,\"N/A\"],\"m\":{\"k\":3,\"j\":null}}"))
                .isEqualTo("RECORD_QUALITY $.l[1]; RECORD_QUALITY $.l[2]; RECORD_QUALITY $.m.k");
    }
}
