package dev.polder.connect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A contract as a server would answer it. */
final class ContractFile {
    static final String TOPIC = "sales.orders.lines.v1";

    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: lines
            version: 1.0.0
            status: active
            schema:
              - name: lines
                logicalType: object
                properties:
                  - { name: id, logicalType: integer, required: true, logicalTypeOptions: { minimum: 1 } }
                  - { name: amount, logicalType: number, physicalType: 'decimal(10,2)' }
                  - { name: day, logicalType: date }
                  - { name: at, logicalType: timestamp }
                  - { name: local, logicalType: timestamp, logicalTypeOptions: { timezone: false } }
                  - { name: time, logicalType: time }
                  - { name: raw, logicalType: string, logicalTypeOptions: { format: byte } }
                  - { name: tags, logicalType: array, items: { logicalType: string } }
                  - name: ship-to
                    logicalType: object
                    properties:
                      - { name: city, logicalType: string }
            """;

    private ContractFile() {}

    /** Settings of a plug-in that reads the contract from a file. */
    static Map<String, String> settings(Path directory) throws IOException {
        return settings(directory, CONTRACT);
    }

    /** The same of a topic that holds JSON. */
    static Map<String, String> jsonSettings(Path directory) throws IOException {
        return settings(
                directory,
                CONTRACT.replace("schema:\n", "customProperties: [{ property: topicFormat, value: json }]\nschema:\n"));
    }

    private static Map<String, String> settings(Path directory, String contract) throws IOException {
        String document = contract.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        Path file = directory.resolve("gate.json");
        Files.writeString(file, """
                {"port": "%s", "contract": {"id": "lines", "version": "1.0.0"}, "object": "lines", "schemaId": 7,
                 "document": "%s"}
                """.formatted(TOPIC, document));
        return Map.of("polder.contract.file", file.toString());
    }
}
