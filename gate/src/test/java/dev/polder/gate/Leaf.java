package dev.polder.gate;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a contract can say of one value, with values at and around every limit, sorted by what the reference says of them. Knows
 * nothing of what the rules mean: it makes records on which two validators must agree.
 */
record Leaf(String yaml, List<String> good, List<String> bad) {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "0e5",
            "1",
            "-1",
            "2",
            "3",
            "5",
            "5.0",
            "50e-1",
            "7",
            "10",
            "1e2",
            "1E+2",
            "100.00",
            "127",
            "128",
            "-128",
            "-129",
            "255",
            "256",
            "32767",
            "32768",
            "-32768",
            "65535",
            "65536",
            "2147483647",
            "2147483648",
            "-2147483648",
            "-2147483649",
            "4294967295",
            "4294967296",
            "999999999",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615",
            "18446744073709551616",
            "170141183460469231731687303715884105727",
            "170141183460469231731687303715884105728",
            "340282366920938463463374607431768211455",
            "99999999999999999999999999999999999999",
            "100000000000000000000000000000000000000",
            "0.1",
            "0.01",
            "0.001",
            "0.3",
            "1.5",
            "2.5",
            "-2.50",
            "12.34",
            "99.99",
            "100.01",
            "0.125",
            "1234567.891",
            "123456789012345678901234567890.12",
            "1e10",
            "1e22",
            "1e23",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e309",
            "-1e309",
            "4.9e-324",
            "2e-324",
            "1e-400",
            "2.2250738585072011e-308",
            "1e400",
            "1e999999999",
            "1e-999999999",
            "0e999999999999",
            "3.4028234663852886e38",
            "3.4028235e38",
            "3.5e38",
            "1e-46",
            "0.1000000000000000055511151231257827021181583404541015625",
            "8.41e21",
            "5e-324",
            "9.5367431640625e-7",
            "123456789.123456789e-9",
            "1" + "0".repeat(50),
            "0." + "3".repeat(60),
            "9".repeat(1001),
            "0." + "1".repeat(1001));

    private static final List<String> TEXTS = List.of(
            "\"\"",
            "\" \"",
            "\"a\"",
            "\"A\"",
            "\"ab\"",
            "\"abc\"",
            "\"abcd\"",
            "\"abcdefghij\"",
            "\"é\"",
            "\"\\u00e9\"",
            "\"\\u00E9x\"",
            "\"€uro\"",
            "\"😀\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00x\"",
            "\"\\u0000\"",
            "\"a\\nb\"",
            "\"\\\"q\\\"\"",
            "\"\\\\\"",
            "\"\\/\"",
            "\"/\"",
            "\"\\b\\f\\r\\t\"",
            "\"\\u001f\"",
            "\"\\u007f\"",
            "\"" + "x".repeat(70) + "\"",
            "\"" + "é".repeat(40) + "\"",
            "\"red\"",
            "\"RED\"",
            "\"green\"",
            "\"dark blue\"",
            "\"N/A\"",
            "\"null\"",
            "\"true\"",
            "\"1\"",
            "\"1.0\"",
            "\"ab-12\"",
            "\"AB-12\"",
            "\"ab-12\\n\"",
            "\"xab-12y\"",
            "\"aaaaaaaaaaaaaaaaaaaaaaaab\"",
            "\"123e4567-e89b-12d3-a456-426614174000\"",
            "\"123E4567-E89B-12D3-A456-426614174000\"",
            "\"123e4567-e89b-12d3-a456-42661417400\"",
            "\"123e4567e89b12d3a456426614174000\"",
            "\"a@b.nl\"",
            "\"first.last+tag@example.co.uk\"",
            "\"a@b\"",
            "\"@b.nl\"",
            "\"a b@c.nl\"",
            "\"ü@exämple.nl\"",
            "\"https://polder.dev/a?b=c#d\"",
            "\"urn:isbn:0451450523\"",
            "\"//host\"",
            "\"http://a b\"",
            "\"mailto:a@b.nl\"",
            "\"127.0.0.1\"",
            "\"255.255.255.256\"",
            "\"01.2.3.4\"",
            "\"1.2.3\"",
            "\"::1\"",
            "\"2001:db8::8a2e:370:7334\"",
            "\"1:2:3:4:5:6:7:8\"",
            "\"1::2::3\"",
            "\"::ffff:1.2.3.4\"",
            "\"fe80::1%eth0\"",
            "\"example.com\"",
            "\"-bad.com\"",
            "\"a.\"",
            "\"localhost\"",
            "\"xn--bcher-kva.ch\"",
            "\"" + "a".repeat(64) + ".nl\"",
            "\"aGVsbG8=\"",
            "\"aGVsbG8\"",
            "\"aGVs\\nbG8=\"",
            "\"a-_b\"",
            "\"====\"",
            "\"AA==\"",
            "\"AB==\"",
            "\"0aF3\"");

    private static final List<String> TIMES = List.of(
            "\"2024-02-29\"",
            "\"2023-02-29\"",
            "\"2024-2-9\"",
            "\"29/2/2024\"",
            "\"29.02.2024\"",
            "\"20240229\"",
            "\"0001-01-01\"",
            "\"9999-12-31\"",
            "\"0000-01-01\"",
            "\"10000-01-01\"",
            "\"-0001-01-01\"",
            "\"1899-12-31\"",
            "\"1900-01-01\"",
            "\"2024-02-29T12:34:56Z\"",
            "\"2024-02-29 12:34:56Z\"",
            "\"2024-02-29T12:34:56\"",
            "\"2024-02-29 12:34:56\"",
            "\"2024-02-29T12:34\"",
            "\"2024-02-29T12\"",
            "\"2024-02-29T12:34:56.1+01:00\"",
            "\"2024-02-29T12:34:56.123456Z\"",
            "\"2024-02-29T12:34:56.1234567Z\"",
            "\"2024-02-29T12:34:56.120000000Z\"",
            "\"2024-02-29T24:00:00Z\"",
            "\"2024-02-29T23:59:60Z\"",
            "\"2024-02-29t12:34:56z\"",
            "\"2024-02-29T12:34:56+0100\"",
            "\"2024-02-29T12:34:56+01\"",
            "\"2024-02-29T12:34:56-18:00\"",
            "\"2024-02-29T12:34:56+19:00\"",
            "\"2024-02-29T12:34:56-00:00\"",
            "\"2024-03-31T02:30:00\"",
            "\"2024-10-27T02:30:00\"",
            "\"0001-01-01T00:00:00+18:00\"",
            "\"9999-12-31T23:59:59.999999Z\"",
            "\"9999-12-31T23:59:59-18:00\"",
            "\"12:34:56\"",
            "\"12:34\"",
            "\"00:00\"",
            "\"00:00:00.000001\"",
            "\"23:59:59.999999\"",
            "\"24:00:00\"",
            "\"12:34:56.1234567\"",
            "\"7:05\"",
            "\"07:05 PM\"",
            "\"2024-02-29T\\u00312:34:56Z\"",
            "\" 2024-02-29\"",
            "\"2024-02-29 \"",
            "\"٢٠٢٤-٠٢-٢٩\"");

    private static final List<String> OTHERS =
            List.of("null", "true", "false", "[]", "{}", "[1]", "{\"a\":1}", "\"x\"", "17", "[[[]]]", "[null]");

    /** Everything that a contract can say of a value without parts. */
    static List<Leaf> all() {
        List<Leaf> leaves = new ArrayList<>();
        texts().forEach(yaml -> leaves.add(of("logicalType: string" + yaml, TEXTS)));
        numbers().forEach(yaml -> leaves.add(of(yaml, NUMBERS)));
        times().forEach(yaml -> leaves.add(of(yaml, TIMES)));
        Stream.of("", ", enum: [{value: true}]", ", quality: [{metric: nullValues, mustBe: 0}]")
                .forEach(yaml -> leaves.add(of("logicalType: boolean" + yaml, OTHERS)));
        return leaves;
    }

    private static Stream<String> texts() {
        return Stream.of(
                "",
                "",
                ", logicalTypeOptions: {minLength: 1}",
                ", logicalTypeOptions: {maxLength: 3}",
                ", logicalTypeOptions: {minLength: 2, maxLength: 40}",
                ", logicalTypeOptions: {pattern: '^[a-f]{2,4}-\\d+$'}",
                ", logicalTypeOptions: {pattern: '[a-z]+'}",
                ", logicalTypeOptions: {pattern: '^(a+)+$', maxLength: 30}",
                ", logicalTypeOptions: {pattern: '^\\w*$'}",
                ", logicalTypeOptions: {pattern: '^.{0,4}$'}",
                ", logicalTypeOptions: {pattern: '(?i)^(red|green|dark blue)$'}",
                ", logicalTypeOptions: {pattern: '\\p{L}'}",
                ", logicalTypeOptions: {pattern: '[^\\x00-\\x7F]'}",
                ", logicalTypeOptions: {format: email}",
                ", logicalTypeOptions: {format: uri}",
                ", logicalTypeOptions: {format: uuid}",
                ", logicalTypeOptions: {format: uuid, pattern: '^[0-9a-f-]+$', maxLength: 36}",
                ", logicalTypeOptions: {format: ipv4}",
                ", logicalTypeOptions: {format: ipv6}",
                ", logicalTypeOptions: {format: hostname}",
                ", logicalTypeOptions: {format: byte}",
                ", logicalTypeOptions: {format: binary}",
                ", logicalTypeOptions: {format: password, minLength: 3}",
                ", enum: [{value: red}, {value: green}, {value: dark blue}]",
                ", enum: [{value: '1'}, {value: ''}, {value: 😀}, {value: é}]",
                ", classification: restricted, logicalTypeOptions: {maxLength: 3}",
                ", classification: public, logicalTypeOptions: {maxLength: 3}",
                ", quality: [{metric: missingValues, arguments: {missingValues: ['', 'N/A', null]}, mustBe: 0}]",
                ", quality: [{metric: missingValues, mustBe: 0}]",
                ", quality: [{metric: invalidValues, arguments: {validValues: [red, green, ab]}, mustBe: 0}]",
                ", quality: [{metric: invalidValues, arguments: {pattern: '^[a-z]*$'}, mustBeLessThan: 1}]",
                ", quality: [{metric: nullValues, mustBe: 0}, {metric: invalidValues, mustBe: 0, arguments: {pattern: a}}]");
    }

    private static Stream<String> numbers() {
        List<String> yaml = new ArrayList<>();
        for (String format : List.of("i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128")) {
            yaml.add("logicalType: integer, logicalTypeOptions: {format: " + format + "}");
        }
        String integer = "logicalType: integer";
        String number = "logicalType: number";
        yaml.addAll(List.of(
                integer,
                integer,
                integer + ", physicalType: INT",
                integer + ", physicalType: 'DECIMAL(5)'",
                integer + ", physicalType: 'DECIMAL(25)', logicalTypeOptions: {minimum: 0}",
                integer + ", logicalTypeOptions: {minimum: 1, maximum: 100}",
                integer + ", logicalTypeOptions: {exclusiveMinimum: 0, exclusiveMaximum: 100, multipleOf: 5}",
                integer + ", logicalTypeOptions: {minimum: -2.5, maximum: 99.99}",
                integer + ", logicalTypeOptions: {multipleOf: 2.5}",
                integer + ", logicalTypeOptions: {format: u8, minimum: 3}",
                integer + ", enum: [{value: 1}, {value: 5}, {value: 100}]",
                integer + ", quality: [{metric: invalidValues, arguments: {validValues: [1, 5.0]}, mustBe: 0}]",
                integer + ", quality: [{metric: invalidValues, arguments: {pattern: '^\\d$'}, mustBe: 0}]",
                integer + ", quality: [{metric: missingValues, arguments: {missingValues: [0, -1, null]}, mustBe: 0}]",
                number,
                number,
                number + ", logicalTypeOptions: {format: f32}",
                number + ", logicalTypeOptions: {format: f64, minimum: 0}",
                number + ", logicalTypeOptions: {minimum: 0.1, exclusiveMaximum: 1.0e+22}",
                number + ", logicalTypeOptions: {multipleOf: 0.1}",
                number + ", logicalTypeOptions: {multipleOf: 0.125, maximum: 1000}",
                number + ", enum: [{value: 0.1}, {value: 1.5}, {value: 100}]",
                number + ", physicalType: 'decimal(10,2)'",
                number + ", physicalType: 'decimal(18,3)', logicalTypeOptions: {minimum: 0, maximum: 1234567.89}",
                number + ", physicalType: 'decimal(38,0)'",
                number + ", physicalType: 'decimal(38,38)'",
                number + ", physicalType: 'decimal(38,10)', logicalTypeOptions: {exclusiveMinimum: -2.5}",
                number
                        + ", physicalType: 'decimal(4,2)', logicalTypeOptions: {multipleOf: 0.01, exclusiveMaximum: 99.99}",
                number + ", physicalType: 'decimal(10,2)', logicalTypeOptions: {multipleOf: 0.25}",
                number + ", physicalType: 'decimal(10,2)', enum: [{value: 1.50}, {value: 100}]",
                number + ", physicalType: 'decimal(10,2)', classification: internal, logicalTypeOptions: {maximum: 5}",
                number + ", physicalType: 'decimal(9,1)', quality: [{metric: invalidValues, mustBe: 0,"
                        + " arguments: {validValues: [0, 2.5]}}]"));
        return yaml.stream();
    }

    private static Stream<String> times() {
        String date = "logicalType: date";
        String timestamp = "logicalType: timestamp";
        String time = "logicalType: time";
        return Stream.of(
                date,
                date + ", logicalTypeOptions: {minimum: '1900-01-01', exclusiveMaximum: '2024-03-01'}",
                date + ", logicalTypeOptions: {format: d/M/yyyy}",
                date + ", logicalTypeOptions: {format: dd.MM.yyyy, minimum: '01.01.2000'}",
                date + ", logicalTypeOptions: {format: yyyyMMdd}",
                date + ", enum: [{value: '2024-02-29'}, {value: '1900-01-01'}]",
                date + ", quality: [{metric: invalidValues, arguments: {validValues: ['2024-02-29']}, mustBe: 0}]",
                timestamp,
                timestamp + ", logicalTypeOptions: {timezone: false}",
                timestamp + ", logicalTypeOptions: {timezone: true, minimum: '2000-01-01T00:00:00Z'}",
                timestamp + ", logicalTypeOptions: {defaultTimezone: Europe/Amsterdam}",
                timestamp + ", logicalTypeOptions: {timezone: false, maximum: '2024-02-29T12:34:56'}",
                timestamp + ", logicalTypeOptions: {format: 'yyyy-MM-dd HH:mm:ss'}",
                timestamp + ", logicalTypeOptions: {format: \"yyyy-MM-dd'T'HH:mm[:ss]XXX\"}",
                time,
                time + ", logicalTypeOptions: {minimum: '08:00', maximum: '18:00:00'}",
                time + ", logicalTypeOptions: {format: 'HH:mm'}",
                time + ", enum: [{value: '12:34:00'}]");
    }

    private static Leaf of(String yaml, List<String> values) {
        ContractGate gate = Contracts.gate("- {name: v, " + yaml + "}");
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        Stream.concat(values.stream(), OTHERS.stream()).forEach(value -> {
            boolean accepted = gate.check(Contracts.json("{\"v\":" + value + "}")) instanceof Verdict.Accepted;
            if (!value.equals("null")) {
                (accepted ? good : bad).add(value);
            }
        });
        if (good.isEmpty()) {
            throw new AssertionError("no value keeps " + yaml);
        }
        return new Leaf(yaml, List.copyOf(good), List.copyOf(bad));
    }

    private static boolean isTemporal(DataType type) {
        return type instanceof DataType.Date
                || type instanceof DataType.Timestamp
                || type instanceof DataType.TimeOfDay;
    }

    /** Any value for a property of somebody else's contract. */
    static String anyValue(DataType type, Property property, Random random, boolean mayBreak) {
        List<String> from = type instanceof DataType.Bool
                ? List.of("true", "false")
                : type instanceof DataType.Text ? TEXTS : isTemporal(type) ? TIMES : NUMBERS;
        if (mayBreak && random.nextInt(6) == 0) {
            return from.get(random.nextInt(from.size()));
        }
        List<String> allowed = property.allowedValues();
        if (!allowed.isEmpty() && type instanceof DataType.Text) {
            return "\"" + allowed.get(random.nextInt(allowed.size())).replace("\"", "") + "\"";
        }
        return from.get(random.nextInt(Math.min(from.size(), 20)));
    }

    String value(Random random, boolean mayBreak) {
        List<String> from = mayBreak && random.nextInt(12) == 0 ? bad : good;
        return from.get(random.nextInt(from.size()));
    }
}
