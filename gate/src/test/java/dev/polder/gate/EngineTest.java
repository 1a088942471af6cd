package dev.polder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the engine does what it is there for: nothing here would be wrong without it, only slow. */
class EngineTest {
    private static final ContractGate ORDERS = Contracts.gate("""
            - {name: id, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1,
               logicalTypeOptions: {pattern: '^ORD-[0-9]{8}$'}}
            - {name: customer, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 2,
               logicalTypeOptions: {minimum: 1}}
            - {name: at, logicalType: timestamp, required: true}
            - {name: day, logicalType: date}
            - {name: time, logicalType: time}
            - {name: mail, logicalType: string, logicalTypeOptions: {format: email}}
            - {name: status, logicalType: string, enum: [{value: new}, {value: paid}]}
            - {name: total, logicalType: number, physicalType: 'decimal(20,4)', logicalTypeOptions: {minimum: 0}}
            - {name: weight, logicalType: number, logicalTypeOptions: {maximum: 1000}}
            - {name: paid, logicalType: boolean}
            - {name: note, logicalType: string}
            - {name: labels, logicalType: map, values: {logicalType: string}}
            - name: lines
              logicalType: array
              logicalTypeOptions: {uniqueItems: true}
              items:
                logicalType: object
                properties:
                  - {name: sku, logicalType: string, required: true}
                  - {name: quantity, logicalType: integer, logicalTypeOptions: {multipleOf: 2}}
            """.replaceAll("(?m)^.*labels.*\n", ""));

    private static final String[] RECORDS = {"""
        {"id":"ORD-00000001","customer":7,"at":"2024-02-29T10:00:00Z","day":"2024-02-29","time":"10:00:00","mail":"a@b.nl",
        "status":"new","total":12.50,"weight":0.30000000000000004,"paid":true,"note":null,"lines":[{"sku":"a","quantity":2}]}
        """, """
        {"customer": 8.0, "id": "ORD-00000002", "at": "2024-02-29 10:00:00.5+01:00", "note": "é \\"x\\" \\u20ac\\ud83d\\ude00",
         "lines": [{"quantity": 4, "sku": "b"}, {"sku": "c"}], "total": 1e3, "weight": 1.5E-7}
        """, """
        {"id":"ORD-00000003","customer":9223372036854775806,"at":"1969-12-31T23:59","total":123456789012345.6789,"lines":[]}
        """};

    /** Numbers that no long holds are rare, but not among generated ones. */
    private static final Pattern MANY_DIGITS = Pattern.compile("[0-9]{19}|[0-9.]{20}");

    @Test
    void recordsThatAreAcceptedAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        RecordChecker checker = ORDERS.checker();
        byte[][] records = new byte[RECORDS.length][];
        for (int i = 0; i < records.length; i++) {
            records[i] = RECORDS[i].getBytes(StandardCharsets.UTF_8);
            assertThat(ORDERS.checker().isFast(records[i], 0, records[i].length))
                    .as(RECORDS[i])
                    .isTrue();
        }
        judge(checker, records, 30_000);
        long before = threads.getThreadAllocatedBytes(thread);
        judge(checker, records, 100_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        // What the measurement itself takes.
        assertThat(allocated).isLessThan(10_000);
    }

    private static void judge(RecordChecker checker, byte[][] records, int count) {
        for (int i = 0; i < count; i++) {
            byte[] record = records[i % records.length];
            if (!checker.json(record, 0, record.length)) {
                throw new AssertionError(checker.refusals());
            }
        }
    }

    @Test
    void theEngineDecidesSimpleRulesBetweenFieldsItself() {
        ContractGate gate = ContractGate.compile(Contracts.object("""
                - {name: ordered, logicalType: date, required: true}
                - {name: shipped, logicalType: timestamp}
                - {name: quantity, logicalType: integer}
                - {name: price, logicalType: number, physicalType: 'decimal(9,2)'}
                - {name: total, logicalType: number, physicalType: 'decimal(12,4)'}
                - {name: status, logicalType: string}
                """, """
                quality:
                  - {name: order, type: custom, engine: cel, implementation: 'shipped >= ordered'}
                  - {name: sum, type: custom, engine: cel, implementation: 'total == quantity * price'}
                  - {name: sent, type: custom, engine: cel,
                     implementation: "status in ['new', 'paid'] || shipped != null"}
                """));
        assertThat(isFast(gate, "{\"ordered\":\"2024-02-29\",\"shipped\":\"2024-02-29T00:00:00Z\"}"))
                .isTrue();
        assertThat(isFast(gate, "{\"shipped\":\"2024-02-28T23:59:59Z\",\"ordered\":\"2024-02-29\"}"))
                .isFalse();
        String sum = "{\"total\":7.5,\"quantity\":3,\"price\":%s,\"status\":\"new\",\"ordered\":\"2024-02-29\"}";
        assertThat(isFast(gate, sum.formatted("2.50"))).isTrue();
        assertThat(isFast(gate, sum.formatted("2.51"))).isFalse();
        assertThat(isFast(gate, sum.formatted("null"))).isTrue();
        assertThat(isFast(gate, "{\"ordered\":\"2024-02-29\",\"status\":\"sent\"}"))
                .isFalse();
    }

    @Test
    void theEnginePassesOverFieldsThatAreLeftOut() {
        String properties = """
                - {name: id, logicalType: integer}
                - {name: note, logicalType: string}
                - {name: lines, logicalType: array, items: {logicalType: object, properties: [{name: sku, logicalType: string}]}}
                """;
        ContractGate gate = Contracts.gate(properties, "drop");
        for (String json : List.of(
                "{\"x\":1,\"id\":1}",
                "{\"id\":1,\"x\":[1,{\"a\":null,\"b\":[true,false,-1.5E+3]}],\"y\":\"\\ud800 \\\"é\"}",
                "{\"note\":null, \"x\" : { } , \"id\":1, \"y\" : \"\" }",
                "{\"id\":1,\"lines\":[{\"x\":1,\"sku\":\"a\"},{\"sku\":\"b\",\"x\":null},{\"x\":0}],\"x\":\"\"}",
                "{\"lines\":[{\"x\":1,\"sku\":\"a\"}],\"x\":2,\"id\":1,\"z\":99999999999999999999999e-9}")) {
            assertThat(isFast(gate, json)).as(json).isTrue();
        }
        for (String json : List.of(
                "{\"id\":1,\"x\":1,\"x\":1}",
                "{\"id\":1,\"x\":{\"a\":1,\"a\":1}}",
                "{\"id\":1,\"x\":01}",
                "{\"id\":1,\"x\":\"\\x\"}",
                "{\"id\":1,\"x\":[1,]}",
                "{\"id\":1,\"x\":1,}",
                "{\"id\":1,\"x\":" + "[".repeat(64) + "]".repeat(64) + "}",
                "{\"id\":1,\"x\":tru}")) {
            assertThat(isFast(gate, json)).as(json).isFalse();
        }
        assertThat(Contracts.verdict(gate, "{\"id\":1,\"\\u0078\":1,\"é\":2}")).isEqualTo("ok");
    }

    @Test
    void aNameThatJsonEscapesIsNoLicenceToLeaveTheEscapeOut() {
        ContractGate gate = Contracts.gate("""
                - {name: 'a"b', logicalType: integer}
                - {name: 'c\\d', logicalType: integer}
                """);
        assertThat(Contracts.verdict(gate, "{\"a\\\"b\":1,\"c\\\\d\":2}")).isEqualTo("ok");
        assertThat(Contracts.verdict(gate, "{\"a\"b\":1}")).isEqualTo("RECORD_SYNTAX $");
        assertThat(Contracts.verdict(gate, "{\"c\\d\":1}")).isEqualTo("RECORD_SYNTAX $");
    }

    @Test
    void keysOfWholeDoublesAreWrittenAsJavaWritesThem() {
        ContractGate gate =
                Contracts.gate("- {name: id, logicalType: number, primaryKey: true, primaryKeyPosition: 1}");
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long whole = random.nextLong() >> 11 + random.nextInt(52);
            long rounded = random.nextInt(3) == 0 ? whole / 1000 * 1000 : whole;
            assertThat(isFast(gate, "{\"id\":" + rounded + "}")).isTrue();
        }
        assertThat(Contracts.verdict(gate, "{\"id\":0.1}")).isEqualTo("ok");
        assertThat(Contracts.verdict(gate, "{\"id\":1e300}")).isEqualTo("ok");
    }

    private static boolean isFast(ContractGate gate, String json) {
        boolean accepted = Contracts.verdict(gate, Contracts.json(json)) instanceof Verdict.Accepted;
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(gate.checker().isFast(bytes, 0, bytes.length)).isEqualTo(accepted);
        return accepted;
    }

    @Test
    void theLastRecordIsTheEnginesWithAndWithoutALineFeed() throws IOException {
        ContractGate gate = Contracts.gate("- {name: id, logicalType: integer}");

        for (String end : List.of("", "\n", "\r\n", "  ")) {
            assertThat(takenByEngine(gate, RecordFormat.NDJSON, "{\"id\":1}\n{\"id\":2}" + end))
                    .as("NDJSON with the end '%s'", end)
                    .isEqualTo(2);
        }
        assertThat(takenByEngine(gate, RecordFormat.CSV, "id\n1\n2")).isEqualTo(2);
    }

    private static int takenByEngine(ContractGate gate, RecordFormat format, String body) throws IOException {
        InputStream bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        int taken = 0;
        try (FastReader reader = (FastReader) RecordReader.open(bytes, format, gate)) {
            RecordChecker checker = gate.checker();
            while (reader.accept(checker)) {
                taken++;
            }
        }
        return taken;
    }

    @Test
    void aBodyAllocatesForItselfButNotForItsRecords() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        byte[] body = (RECORDS[0].replace("\n", "") + "\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
        long[] accepted = new long[1];
        RecordSink sink = new RecordSink() {
            @Override
            public void accepted(RecordChecker record) {
                accepted[0]++;
            }

            @Override
            public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
                throw new AssertionError(refusals);
            }
        };
        ORDERS.checkAll(new ByteArrayInputStream(body), RecordFormat.NDJSON, sink);
        long before = threads.getThreadAllocatedBytes(thread);
        ORDERS.checkAll(new ByteArrayInputStream(body), RecordFormat.NDJSON, sink);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(accepted[0]).isEqualTo(40_000);
        assertThat(allocated).isLessThan(1_000_000);
    }

    @Test
    void theEngineDecidesNearlyAllValidRecordsItself() {
        Random random = new Random(20_261_122);
        int records = 0;
        int fast = 0;
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Fields fields = Fields.some(random, 1 + random.nextInt(4), 2);
            RecordChecker checker = Contracts.gate(fields.properties()).checker();
            for (int j = 0; j < 40; j++) {
                String json = fields.valid(random).json();
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                if (MANY_DIGITS.matcher(json).find()) {
                    continue;
                }
                records++;
                if (checker.isFast(bytes, 0, bytes.length)) {
                    fast++;
                } else {
                    slow.add(fields.properties() + json);
                }
            }
        }
        assertThat(fast * 100 / records)
                .as(() -> slow.size() + " are left, such as "
                        + String.join("\n", slow.subList(0, Math.min(5, slow.size()))))
                .isGreaterThanOrEqualTo(95);
    }
}
