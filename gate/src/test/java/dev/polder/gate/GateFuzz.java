package dev.polder.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What the fuzzer runs: the first byte chooses a contract and what the rest is, one record or a body in one of the formats. The fast way and
 * the reference must agree, and neither may throw.
 */
public final class GateFuzz {
    private static final int FORMATS = 4;
    private static final List<ContractGate> GATES = List.of(
            Contracts.gate("""
                    - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                    - {name: price, logicalType: number, physicalType: "decimal(12,2)"}
                    - {name: at, logicalType: timestamp}
                    - {name: sku, logicalType: string, logicalTypeOptions: {pattern: "^[A-Z]{2}-[0-9]{4}$"}}
                    - {name: kind, logicalType: string, enum: [{value: a}, {value: b}]}
                    """),
            Contracts.gate("""
                    - {name: a, logicalType: string, logicalTypeOptions: {minLength: 1, maxLength: 5}}
                    - {name: m, logicalType: email, logicalType: string, logicalTypeOptions: {format: email}}
                    - {name: u, logicalType: string, logicalTypeOptions: {format: uuid}, primaryKey: true}
                    - {name: w, logicalType: string, logicalTypeOptions: {format: uri}}
                    - {name: p, logicalType: string, logicalTypeOptions: {format: ipv6}}
                    """.replace("logicalType: email, ", "")),
            Contracts.gate("""
                    - {name: f, logicalType: number}
                    - {name: g, logicalType: number, logicalTypeOptions: {format: f32, multipleOf: 0.5}}
                    - {name: u, logicalType: integer, logicalTypeOptions: {format: u64}}
                    - {name: b, logicalType: boolean}
                    - {name: d, logicalType: date}
                    - {name: t, logicalType: time}
                    - {name: l, logicalType: timestamp, logicalTypeOptions: {timezone: false}}
                    """),
            Contracts.gate("""
                    - name: o
                      logicalType: object
                      required: true
                      properties: [{name: x, logicalType: integer}, {name: y, logicalType: string, required: true}]
                    - {name: l, logicalType: array, items: {logicalType: number}, logicalTypeOptions: {uniqueItems: true}}
                    - {name: m, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}
                    """, "keep"),
            ContractGate.compile(Contracts.object("""
                    - {name: i, logicalType: integer}
                    - {name: j, logicalType: integer}
                    - {name: s, logicalType: string, quality: [{metric: missingValues, mustBe: 0}]}
                    """, """
                    customProperties: [{property: unknownFields, value: drop}]
                    quality: [{type: custom, engine: cel, implementation: "i <= j || s == 'x'"}]
                    """), new RecordLimits(2_000, 100, 6, 60, 5)));

    private GateFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = (input[0] & 0xFF) % (GATES.size() * FORMATS);
        ContractGate gate = GATES.get(choice / FORMATS);
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        Random pieces = new Random(rest.length);
        switch (choice % FORMATS) {
            case 0 -> AgreementTest.agree(gate, gate.checker(), rest, choice);
            case 1 -> BodyAgreement.agree(gate, rest, RecordFormat.NDJSON, pieces);
            case 2 -> BodyAgreement.agree(gate, rest, RecordFormat.JSON, pieces);
            default -> BodyAgreement.agree(gate, rest, RecordFormat.CSV, pieces);
        }
    }
}
