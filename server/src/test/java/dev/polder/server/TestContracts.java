package dev.polder.server;

import dev.polder.core.contract.ContractParser;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.document.YamlReader;

/** Contracts of one object. */
public final class TestContracts {
    private TestContracts() {}

    /**
     * The object of a contract.
     *
     * @param properties a YAML list
     */
    public static SchemaObject object(String properties) {
        return read(properties, "avro");
    }

    /** The object of a contract whose topic holds JSON. */
    public static SchemaObject jsonObject(String properties) {
        return read(properties, "json");
    }

    private static SchemaObject read(String properties, String topicFormat) {
        String source = "apiVersion: v3.2.0\nkind: DataContract\nid: things\nversion: 1.2.3\nstatus: active\n"
                + "customProperties: [{property: topicFormat, value: " + topicFormat + "}]\nschema:\n"
                + "  - name: things\n    properties:\n" + properties.indent(6);
        return ContractParser.parse(
                        YamlReader.read("c.odcs.yaml", source).root().orElseThrow(), source)
                .contract()
                .orElseThrow()
                .schema()
                .get(0);
    }

    /**
     * The contract of {@code marketing.promotions.promotions}, version 1.0.0, whose records have an id and these properties.
     *
     * @param properties of YAML, one per line
     */
    public static String promotions(String properties) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: marketing.promotions.promotions
                version: 1.0.0
                status: active
                schema:
                  - name: promotions
                    logicalType: object
                    properties:
                      - { name: promotion_id, logicalType: string, required: true, primaryKey: true }
                """ + properties.indent(6);
    }
}
