package dev.polder.gate;

import com.google.re2j.PatternSyntaxException;
import dev.polder.core.contract.Property;
import dev.polder.gate.fast.AsciiPattern;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * What the fuzzer runs: the first byte chooses a contract and what the rest is. The fast way and the reference must agree, and
 * neither may throw.
 */
public final class GateFuzz {
    /** What the bytes after the first are. */
    private enum Kind {
        RECORD,
        LINES,
        ARRAY,
        CSV,
        /** Avro in the contract's own schema. */
        AVRO,
        /** Avro as others write it. */
        FOREIGN,
        AVRO_FILE,
        /** A regular expression and, behind a zero, a text. */
        PATTERN
    }

    /**
     * A contract, a schema in which somebody else writes for it, and records to begin with.
     */
    private record Target(ContractGate gate, RecordChecker checker, WriterSchema foreign, List<String> records) {
        static Target of(ContractGate gate, String fields, String... records) {
            Schema schema = new Schema.Parser()
                    .parse(("{'type':'record','name':'R','fields':[" + fields + "]}").replace('\'', '"'));
            return new Target(gate, gate.checker(), gate.writtenIn(schema), List.of(records));
        }
    }

    private static final List<Target> TARGETS = List.of(
            Target.of(
                    Contracts.gate("""
                            - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                            - {name: price, logicalType: number, physicalType: "decimal(12,2)"}
                            - {name: at, logicalType: timestamp}
                            - {name: sku, logicalType: string, logicalTypeOptions: {pattern: "^[A-Z]{2}-[0-9]{4}$"}}
                            - {name: kind, logicalType: string, enum: [{value: a}, {value: b}]}
                            """),
                    "{'name':'kind','type':{'type':'enum','name':'K','symbols':['a','b','c']}},{'name':'id','type':'int'},"
                            + "{'name':'price','type':{'type':'bytes','logicalType':'decimal','precision':9,'scale':4}},"
                            + "{'name':'at','type':['null',{'type':'long','logicalType':'timestamp-millis'}]}",
                    "{\"id\":1,\"price\":12.50,\"at\":\"2024-02-29T12:34:56Z\",\"sku\":\"AB-1234\",\"kind\":\"a\"}",
                    "{\"kind\":\"b\",\"id\":2.0,\"at\":\"2024-02-29 12:34:56.123456+01:00\"}"),
            Target.of(
                    Contracts.gate("""
                            - {name: a, logicalType: string, logicalTypeOptions: {minLength: 1, maxLength: 5}}
                            - {name: m, logicalType: string, logicalTypeOptions: {format: email}}
                            - {name: u, logicalType: string, logicalTypeOptions: {format: uuid}, primaryKey: true}
                            - {name: w, logicalType: string, logicalTypeOptions: {format: uri}}
                            - {name: p, logicalType: string, logicalTypeOptions: {format: ipv6}}
                            """),
                    "{'name':'a','type':'bytes'},{'name':'u','type':{'type':'string','logicalType':'uuid'}},"
                            + "{'name':'m','type':['null','string']},{'name':'web','type':'string','aliases':['w']}",
                    "{\"a\":\"\\u00e9\\ud83d\\ude00\",\"m\":\"a@b.nl\",\"u\":\"123e4567-e89b-12d3-a456-426614174000\","
                            + "\"w\":\"https://a.b/c?d#e\",\"p\":\"2001:db8::1\"}"),
            Target.of(
                    Contracts.gate("""
                            - {name: f, logicalType: number}
                            - {name: g, logicalType: number, logicalTypeOptions: {format: f32, multipleOf: 0.5}}
                            - {name: u, logicalType: integer, logicalTypeOptions: {format: u64}}
                            - {name: b, logicalType: boolean}
                            - {name: d, logicalType: date}
                            - {name: t, logicalType: time}
                            - {name: l, logicalType: timestamp, logicalTypeOptions: {timezone: false}}
                            - {name: n, logicalType: number, physicalType: "decimal(38,12)"}
                            """),
                    "{'name':'f','type':'float'},{'name':'g','type':'double'},{'name':'u','type':['int','long','double']},"
                            + "{'name':'d','type':{'type':'int','logicalType':'date'}},"
                            + "{'name':'t','type':{'type':'int','logicalType':'time-millis'}},"
                            + "{'name':'l','type':{'type':'long','logicalType':'local-timestamp-micros'}},"
                            + "{'name':'n','type':{'type':'fixed','name':'F','size':5,'logicalType':'decimal',"
                            + "'precision':11,'scale':3}}",
                    "{\"f\":-1.5e-3,\"g\":0.5,\"u\":18446744073709551615,\"b\":true,\"d\":\"2024-02-29\","
                            + "\"t\":\"12:34:56.5\",\"l\":\"2024-02-29T12:34\",\"n\":12345678901234567890.5}",
                    "{\"f\":1e300,\"t\":\"23:59\"}"),
            Target.of(
                    Contracts.gate("""
                            - name: o
                              logicalType: object
                              required: true
                              properties: [{name: x, logicalType: integer}, {name: y, logicalType: string, required: true}]
                            - {name: l, logicalType: array, items: {logicalType: number}, logicalTypeOptions: {uniqueItems: true}}
                            - {name: m, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}
                            """, "keep"),
                    "{'name':'o','type':{'type':'map','values':['int','string','null']}},"
                            + "{'name':'l','type':{'type':'array','items':['double','null','long']}},"
                            + "{'name':'m','type':['null',{'type':'map','values':'long'}]},"
                            + "{'name':'more','type':['null','R','bytes','float']}",
                    "{\"o\":{\"y\":\"b\",\"x\":1,\"z\":[1,{\"b\":2,\"a\":1e2}]},\"l\":[1,2.0,null],\"m\":{\"b\":1,\"a\":null},"
                            + "\"q\":\"\\u0000\"}",
                    "{\"o\":{\"y\":\"\"},\"l\":[]}"),
            Target.of(
                    ContractGate.compile(Contracts.object("""
                                    - {name: i, logicalType: integer}
                                    - {name: j, logicalType: integer}
                                    - {name: s, logicalType: string, quality: [{metric: missingValues, mustBe: 0}]}
                                    - name: k
                                      logicalType: array
                                      items:
                                        logicalType: object
                                        properties: [{name: a, logicalType: boolean}, {name: b, logicalType: string}]
                                    """, """
                                    customProperties: [{property: unknownFields, value: drop}]
                                    quality: [{type: custom, engine: cel, implementation: "i <= j || s == 'x'"}]
                                    """), new RecordLimits(2_000, 100, 6, 60, 5)),
                    "{'name':'j','type':'long'},{'name':'s','type':'string'},{'name':'z','type':['null','R','string']},"
                            + "{'name':'k','type':{'type':'array','items':{'type':'record','name':'K','fields':["
                            + "{'name':'b','type':'string'},{'name':'c','type':'int'}]}}}",
                    "{\"i\":1,\"j\":2,\"s\":\"x\",\"more\":[{\"a\":[true,false,null]},\"\\n\",-1.5E+2]}",
                    "{\"k\":[{\"a\":true,\"é\":{},\"b\":\"\"},{\"b\":null,\"b2\":1}],\"s\":\"y\"}"));

    private GateFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Kind kind = Kind.values()[(input[0] & 0xFF) % Kind.values().length];
        Target target = TARGETS.get((input[0] & 0xFF) / Kind.values().length % TARGETS.size());
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        Random pieces = new Random(rest.length);
        ContractGate gate = target.gate;
        switch (kind) {
            case RECORD -> AgreementTest.agree(gate, target.checker, rest, kind);
            case LINES -> BodyAgreement.agree(gate, rest, RecordFormat.NDJSON, pieces);
            case ARRAY -> BodyAgreement.agree(gate, rest, RecordFormat.JSON, pieces);
            case CSV -> BodyAgreement.agree(gate, rest, RecordFormat.CSV, pieces);
            case AVRO -> avro(gate, target.checker, rest, gate.ownSchema());
            case FOREIGN -> avro(gate, target.checker, rest, target.foreign);
            case AVRO_FILE -> BodyAgreement.agree(gate, rest, RecordFormat.AVRO_FILE, pieces);
            case PATTERN -> pattern(rest);
        }
    }

    private static void avro(ContractGate gate, RecordChecker checker, byte[] record, WriterSchema schema) {
        Verdict expected = gate.check(RawRecord.avro(record, schema));
        byte[] around = new byte[record.length + 3];
        Arrays.fill(around, (byte) 2);
        System.arraycopy(record, 0, around, 1, record.length);
        boolean accepted = checker.avro(around, 1, 1 + record.length, schema);
        String difference = AgreementTest.difference(expected, accepted, checker);
        if (difference.isEmpty() && expected instanceof Verdict.Accepted right) {
            difference = asJson(gate, checker.canonicalJson(), right);
        }
        if (!difference.isEmpty()) {
            throw new AssertionError(difference + "\n" + Arrays.toString(record) + "\n" + expected);
        }
    }

    /** What was accepted is the same record in JSON. */
    private static String asJson(ContractGate gate, byte[] json, Verdict.Accepted right) {
        if (json.length > gate.limits().maxBytes()) {
            return "";
        }
        Verdict again = gate.check(RawRecord.json(json));
        return again instanceof Verdict.Accepted accepted && Arrays.equals(accepted.avro(), right.avro())
                ? ""
                : "another record in JSON: " + new String(json, StandardCharsets.UTF_8) + " " + again;
    }

    private static void pattern(byte[] input) {
        String all = new String(input, StandardCharsets.UTF_8);
        int end = all.indexOf(0);
        if (end < 0 || end > 60) {
            return;
        }
        pattern(all.substring(0, end), all.substring(end + 1).replace("\0", ""));
    }

    /** Judges a text by a pattern in both ways. */
    static void pattern(String written, String text) {
        TextPattern reference;
        try {
            reference = new TextPattern(written);
        } catch (PatternSyntaxException e) {
            return;
        }
        AsciiPattern.compile(written).ifPresent(rule -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] padded = Arrays.copyOf(bytes, bytes.length + 64);
            boolean ascii = bytes.length == text.length();
            boolean found = reference.isFoundIn(text);
            boolean accepted = rule.accepts(padded, 0, bytes.length, ascii);
            if (accepted != found && (ascii || accepted)) {
                throw new AssertionError(written + " in " + text + ": " + accepted);
            }
        });
    }

    /** Inputs to begin with: every contract's records in every kind. */
    static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int i = 0; i < TARGETS.size(); i++) {
            Target target = TARGETS.get(i);
            String lines = String.join("\n", target.records);
            seeds.put("lines-" + i, seed(Kind.LINES, i, bytes(lines + "\r\n\n" + lines)));
            seeds.put("array-" + i, seed(Kind.ARRAY, i, bytes("[" + String.join(", ", target.records) + "]")));
            String header = String.join(",", names(target.gate));
            seeds.put("csv-" + i, seed(Kind.CSV, i, bytes(header + "\r\n1,2,\"3\",,\"a\"\"b\"\r\n" + header + "\n")));
            for (String record : target.records) {
                seeds.put("record-" + i + record.length(), seed(Kind.RECORD, i, bytes(record)));
                if (target.gate.check(RawRecord.json(bytes(record))) instanceof Verdict.Accepted accepted) {
                    seeds.put("avro-" + i + record.length(), seed(Kind.AVRO, i, accepted.avro()));
                    seeds.put("foreign-" + i + record.length(), seed(Kind.FOREIGN, i, accepted.avro()));
                    seeds.put("file-" + i + record.length(), seed(Kind.AVRO_FILE, i, file(target, accepted.avro())));
                }
            }
        }
        for (String pattern :
                List.of("^[A-Z]{2}-[0-9]+$", "(a|b)*c\\b", "^\\w+@[^.\\s]{1,3}(?:x|y)?$", "\\x{e9}.|\\u0041")) {
            seeds.put("pattern-" + pattern.length(), seed(Kind.PATTERN, 0, bytes(pattern + "\0AB-12 abc\né")));
        }
        return seeds;
    }

    private static byte[] file(Target target, byte[] avro) {
        AvroBytes out = new AvroBytes(1_000_000);
        out.number(2);
        out.text("avro.codec");
        out.text("null");
        out.text("avro.schema");
        out.text(target.gate.avroSchema("a", "b").toString());
        out.number(0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {'O', 'b', 'j', 1});
        file.writeBytes(out.toByteArray());
        byte[] marker = bytes("0123456789abcdef");
        file.writeBytes(marker);
        AvroBytes block = new AvroBytes(100);
        block.number(2);
        block.number(2L * avro.length);
        file.writeBytes(block.toByteArray());
        file.writeBytes(avro);
        file.writeBytes(avro);
        file.writeBytes(marker);
        return file.toByteArray();
    }

    private static byte[] seed(Kind kind, int target, byte[] rest) {
        byte[] seed = new byte[rest.length + 1];
        seed[0] = (byte) (target * Kind.values().length + kind.ordinal());
        System.arraycopy(rest, 0, seed, 1, rest.length);
        return seed;
    }

    /** What the fuzzer would not guess: the contracts' names. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Target target : TARGETS) {
            for (String name : names(target.gate)) {
                words.add("\"" + name + "\":");
                words.add(",\"" + name + "\":");
            }
        }
        return words.stream().distinct().toList();
    }

    private static List<String> names(ContractGate gate) {
        return gate.schema().properties().stream().map(Property::name).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
