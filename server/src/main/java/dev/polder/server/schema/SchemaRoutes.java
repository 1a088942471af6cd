package dev.polder.server.schema;

import dev.polder.server.http.Access;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.schema.PostgresSchemaStore.Version;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reading half of Confluent's Schema Registry API below {@code /schema-registry}, so that any Kafka tool can decode the
 * topics. Schemas come from contracts, so there is no writing half. Errors have that API's form.
 */
public final class SchemaRoutes implements Routes {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final PostgresSchemaStore store;

    public SchemaRoutes(SchemaRegistry registry) {
        this.store = registry.store();
    }

    @Override
    public void register(Router router) {
        router.get(
                "/schema-registry/subjects",
                context -> answer(context, 200, store.subjects()),
                Access.USER,
                Access.PROCESS);
        router.get("/schema-registry/subjects/{subject}/versions", this::versions, Access.USER, Access.PROCESS);
        router.get(
                "/schema-registry/subjects/{subject}/versions/{version}", this::version, Access.USER, Access.PROCESS);
        router.get("/schema-registry/schemas/ids/{id}", this::schema, Access.USER, Access.PROCESS);
    }

    private void versions(Context context) {
        List<Version> versions = store.versions(context.pathParam("subject"));
        if (versions.isEmpty()) {
            refuse(context, 40401, "Subject not found.");
        } else {
            answer(context, 200, versions.stream().map(Version::version).toList());
        }
    }

    private void version(Context context) {
        List<Version> versions = store.versions(context.pathParam("subject"));
        if (versions.isEmpty()) {
            refuse(context, 40401, "Subject not found.");
            return;
        }
        String wanted = context.pathParam("version");
        Optional<Version> version = wanted.equals("latest") || wanted.equals("-1")
                ? Optional.of(versions.get(versions.size() - 1))
                : versions.stream()
                        .filter(candidate -> String.valueOf(candidate.version()).equals(wanted))
                        .findFirst();
        version.ifPresentOrElse(
                found -> {
                    Map<String, Object> body = new LinkedHashMap<>();
                    body.put("subject", found.subject());
                    body.put("version", found.version());
                    body.put("id", found.id());
                    body.put("schema", found.schema());
                    answer(context, 200, body);
                },
                () -> refuse(context, 40402, "Version not found."));
    }

    private void schema(Context context) {
        String id = context.pathParam("id");
        Optional<String> schema = id.matches("\\d{1,9}") ? store.schema(Integer.parseInt(id)) : Optional.empty();
        schema.ifPresentOrElse(
                content -> answer(context, 200, Map.of("schema", content)),
                () -> refuse(context, 40403, "Schema not found."));
    }

    private static void refuse(Context context, int code, String message) {
        answer(context, code / 100, Map.of("error_code", code, "message", message));
    }

    private static void answer(Context context, int status, Object body) {
        context.status(status).result(Json.bytes(body)).contentType(MEDIA_TYPE);
    }
}
