package dev.polder.server.schema;

import dev.polder.server.http.Json;
import io.javalin.http.Context;
import java.util.Optional;
import org.apache.avro.Schema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What clients send with a schema; they may send more than is looked at. */
record SchemaBody(Schema schema) {
    /**
     * @throws RegistryRefusal 400 when the body is no JSON object; 42201 when it holds no Avro schema that stands for itself
     */
    static SchemaBody read(Context context) {
        JsonNode body;
        try {
            body = Json.mapper().readTree(context.bodyAsBytes());
        } catch (JacksonException e) {
            throw malformed();
        }
        if (!body.isObject()) {
            throw malformed();
        }
        Optional<String> type = text(body, "schemaType");
        if (type.isPresent() && !type.get().equals("AVRO")) {
            throw invalid("The schemaType is " + type.get() + ", but topics hold Avro");
        }
        if (body.path("references").isArray() && !body.path("references").isEmpty()) {
            throw invalid("The schemas of ports have no references");
        }
        return new SchemaBody(AvroText.parse(
                text(body, "schema").orElseThrow(() -> invalid("The body has no field schema with an Avro schema"))));
    }

    private static Optional<String> text(JsonNode body, String field) {
        return body.path(field).isString()
                ? Optional.of(body.path(field).asString()).filter(text -> !text.isBlank())
                : Optional.empty();
    }

    private static RegistryRefusal malformed() {
        return new RegistryRefusal(RegistryRefusal.Kind.BAD_REQUEST, "The body is no JSON object");
    }

    private static RegistryRefusal invalid(String message) {
        return new RegistryRefusal(RegistryRefusal.Kind.INVALID_SCHEMA, message);
    }
}
