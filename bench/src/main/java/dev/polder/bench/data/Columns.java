package dev.polder.bench.data;

import dev.polder.bench.data.JsonTree.Members;
import dev.polder.core.contract.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Flat contracts of any width, one rule per column, and records for them.
 *
 * @param count how many columns, and rules
 */
public record Columns(int count) {
    private static final List<String> WORDS = List.of("north", "east", "south", "west");

    /** The contract, as a document. */
    public String document() {
        StringBuilder source = new StringBuilder("""
                apiVersion: v3.2.0
                kind: DataContract
                id: bench.columns
                version: 1.0.0
                status: active
                schema:
                  - name: rows
                    logicalType: object
                    properties:
                """);
        for (int i = 0; i < count; i++) {
            source.append("      - { name: ")
                    .append(name(i))
                    .append(", ")
                    .append(rule(i))
                    .append(" }\n");
        }
        return source.toString();
    }

    public SchemaObject contract() {
        return Contracts.read("columns.odcs.yaml", document());
    }

    /** Rows as NDJSON. */
    public Records json(int rows) {
        Random random = new Random(count);
        List<String> texts = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            Members members = new Members();
            for (int i = 0; i < count; i++) {
                String value = value(i, random);
                members.with(
                        name(i), isText(i) && !value.isEmpty() ? '"' + value + '"' : value.isEmpty() ? "null" : value);
            }
            texts.add(members.compact());
        }
        return Records.of(texts);
    }

    /** The same rows as CSV with a header line. */
    public byte[] csv(int rows) {
        Random random = new Random(count);
        List<String> lines = new ArrayList<>(rows + 1);
        List<String> cells = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cells.add(name(i));
        }
        lines.add(String.join(",", cells));
        for (int row = 0; row < rows; row++) {
            cells.clear();
            for (int i = 0; i < count; i++) {
                cells.add(value(i, random));
            }
            lines.add(String.join(",", cells));
        }
        return Records.of(lines).body();
    }

    private static String name(int i) {
        return String.format(Locale.ROOT, "column_%03d", i);
    }

    private static String rule(int i) {
        return switch (i % 8) {
            case 0 -> "logicalType: string, required: true, logicalTypeOptions: { pattern: '^[A-Z]{2}-[0-9]{6}$' }";
            case 1 -> "logicalType: integer, required: true, logicalTypeOptions: { minimum: 0, maximum: 1000000 }";
            case 2 ->
                "logicalType: number, physicalType: 'DECIMAL(9,2)', required: true, logicalTypeOptions: { minimum: 0 }";
            case 3 ->
                "logicalType: string, required: true, enum: [{ value: north }, { value: east }, { value: south }, { value: west }]";
            case 4 -> "logicalType: timestamp, required: true";
            case 5 -> "logicalType: string, required: true, logicalTypeOptions: { maxLength: 40 }";
            case 6 -> "logicalType: date, required: true";
            default -> "logicalType: string, logicalTypeOptions: { pattern: '^[a-z]+$' }";
        };
    }

    private static boolean isText(int i) {
        return i % 8 != 1 && i % 8 != 2;
    }

    /** Empty is null. */
    private static String value(int i, Random random) {
        return switch (i % 8) {
            case 0 -> "AB-" + (100_000 + random.nextInt(900_000));
            case 1 -> Integer.toString(random.nextInt(1_000_000));
            case 2 -> String.format(Locale.ROOT, "%d.%02d", random.nextInt(10_000), random.nextInt(100));
            case 3 -> WORDS.get(random.nextInt(WORDS.size()));
            case 4 ->
                String.format(Locale.ROOT, "2026-03-%02dT10:%02d:30Z", 1 + random.nextInt(28), random.nextInt(60));
            case 5 -> "a line of text of middle length " + random.nextInt(1_000);
            case 6 -> String.format(Locale.ROOT, "2026-03-%02d", 1 + random.nextInt(28));
            default -> random.nextBoolean() ? "" : "present";
        };
    }
}
