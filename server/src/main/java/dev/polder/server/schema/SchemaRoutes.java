package dev.polder.server.schema;

import dev.polder.server.http.Access;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.http.Secrets;
import dev.polder.server.schema.PostgresSchemaStore.Version;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * Confluent's Schema Registry API below {@code /schema-registry}, so that any Kafka tool can decode the topics. Schemas come from
 * contracts: to register one that a contract has gives its id, and every other way of writing is refused with the reason. Ids and
 * versions are never taken back. Errors have that API's form.
 */
public final class SchemaRoutes implements Routes {
    static final String ROOT = "/schema-registry";

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    /** Within a port's major version old readers read new records and new readers old ones: see ContractDiff. */
    private static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private static final String MODE = "READONLY";

    private final PostgresSchemaStore store;

    public SchemaRoutes(SchemaRegistry registry) {
        this.store = registry.store();
    }

    @Override
    public void register(Router router) {
        Paths paths = new Paths(router);
        paths.get("", context -> Map.of());
        paths.get("/subjects", this::subjects);
        paths.post("/subjects/{subject}", this::lookup);
        paths.delete("/subjects/{subject}", "A subject cannot be deleted");
        paths.get(
                "/subjects/{subject}/versions",
                context -> page(context, versions(context)).stream()
                        .map(Version::version)
                        .toList());
        paths.post("/subjects/{subject}/versions", this::registered);
        paths.get("/subjects/{subject}/versions/{version}", context -> body(version(context)));
        paths.delete("/subjects/{subject}/versions/{version}", "A version cannot be deleted");
        paths.raw(
                "/subjects/{subject}/versions/{version}/schema",
                context -> version(context).schema());
        paths.get("/subjects/{subject}/versions/{version}/referencedby", context -> {
            version(context);
            return List.of();
        });
        paths.get("/schemas", this::schemas);
        paths.get("/schemas/types", context -> List.of("AVRO"));
        paths.get("/schemas/ids/{id}", context -> Map.of("schema", schema(context)));
        paths.raw("/schemas/ids/{id}/schema", this::schema);
        paths.get(
                "/schemas/ids/{id}/subjects",
                context ->
                        uses(context).stream().map(Version::subject).distinct().toList());
        paths.get(
                "/schemas/ids/{id}/versions",
                context -> uses(context).stream()
                        .map(use -> Map.of("subject", use.subject(), "version", use.version()))
                        .toList());
        paths.post("/compatibility/subjects/{subject}/versions", context -> compatibility(context, all(context)));
        paths.post(
                "/compatibility/subjects/{subject}/versions/{version}",
                context -> compatibility(context, comparedWith(context)));
        settings(paths);
        paths.get("/contexts", context -> List.of("."));
        paths.get(
                "/v1/metadata/id",
                context -> Map.of(
                        "id",
                        "",
                        "scope",
                        Map.of("path", List.of(), "clusters", Map.of("schema-registry-cluster", "polder"))));
        paths.get(
                "/v1/metadata/version",
                context -> Map.of(
                        "version",
                        Optional.ofNullable(getClass().getPackage().getImplementationVersion())
                                .orElse("dev"),
                        "commitId",
                        ""));
    }

    /** How the contracts are governed, said in that API's words. */
    private static void settings(Paths paths) {
        paths.get("/config", context -> Map.of("compatibilityLevel", COMPATIBILITY));
        paths.put("/config", "The compatibility cannot be set");
        paths.delete("/config", "The compatibility cannot be set");
        paths.get("/config/{subject}", context -> {
            if (!isTrue(context, "defaultToGlobal")) {
                throw new RegistryRefusal(
                        RegistryRefusal.Kind.NO_SUBJECT_CONFIG,
                        "Subject '" + subject(context) + "' does not have subject-level compatibility configured");
            }
            return Map.of("compatibilityLevel", COMPATIBILITY);
        });
        paths.put("/config/{subject}", "The compatibility cannot be set");
        paths.delete("/config/{subject}", "The compatibility cannot be set");
        paths.get("/mode", context -> Map.of("mode", MODE));
        paths.put("/mode", "The mode cannot be set");
        paths.get("/mode/{subject}", context -> {
            if (!isTrue(context, "defaultToGlobal")) {
                throw new RegistryRefusal(
                        RegistryRefusal.Kind.NO_SUBJECT_MODE,
                        "Subject '" + subject(context) + "' does not have subject-level mode configured");
            }
            return Map.of("mode", MODE);
        });
        paths.put("/mode/{subject}", "The mode cannot be set");
        paths.delete("/mode/{subject}", "The mode cannot be set");
    }

    private Object subjects(Context context) {
        String prefix = withoutContext(queried(context, "subjectPrefix"));
        return page(
                context,
                isTrue(context, "deletedOnly")
                        ? List.<String>of()
                        : store.subjects().stream()
                                .filter(subject -> subject.startsWith(prefix))
                                .toList());
    }

    private Object schemas(Context context) {
        String prefix = withoutContext(queried(context, "subjectPrefix"));
        boolean latest = isTrue(context, "latestOnly");
        Map<String, Version> last = new LinkedHashMap<>();
        List<Version> all = store.versions().stream()
                .filter(version -> version.subject().startsWith(prefix))
                .toList();
        all.forEach(version -> last.put(version.subject(), version));
        return page(context, latest ? List.copyOf(last.values()) : all).stream()
                .map(SchemaRoutes::body)
                .toList();
    }

    private Object lookup(Context context) {
        List<Version> versions = versions(context);
        Schema schema = SchemaBody.read(context).schema();
        return find(versions, schema).map(SchemaRoutes::body).orElseThrow(() -> RegistryRefusal.noSchema(""));
    }

    /** Registering what a contract has already registered is asking for its id. */
    private Object registered(Context context) {
        String subject = subject(context);
        Schema schema = SchemaBody.read(context).schema();
        return find(store.versions(subject), schema)
                .map(version -> Map.of("id", version.id()))
                .orElseThrow(() -> RegistryRefusal.readOnly("Subject " + subject + " does not take this schema"));
    }

    /** The newest version with the same schema. */
    private static Optional<Version> find(List<Version> versions, Schema schema) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (AvroText.same(AvroText.parse(versions.get(i).schema()), schema)) {
                return Optional.of(versions.get(i));
            }
        }
        return Optional.empty();
    }

    private static Object compatibility(Context context, List<Version> versions) {
        Schema schema = SchemaBody.read(context).schema();
        List<String> obstacles = versions.stream()
                .flatMap(version -> AvroText.obstacles(schema, AvroText.parse(version.schema())).stream())
                .toList();
        return isTrue(context, "verbose")
                ? Map.of("is_compatible", obstacles.isEmpty(), "messages", obstacles)
                : Map.of("is_compatible", obstacles.isEmpty());
    }

    private List<Version> all(Context context) {
        return store.versions(subject(context));
    }

    /** A subject without versions is compatible with anything, as long as no version is named. */
    private List<Version> comparedWith(Context context) {
        boolean nothingYet = isLatest(context.pathParam("version"))
                && store.versions(subject(context)).isEmpty();
        return nothingYet ? List.of() : List.of(version(context));
    }

    private List<Version> versions(Context context) {
        List<Version> versions = store.versions(subject(context));
        if (versions.isEmpty()) {
            throw RegistryRefusal.noSubject(subject(context));
        }
        return versions;
    }

    private Version version(Context context) {
        String wanted = context.pathParam("version");
        boolean latest = isLatest(wanted);
        if (!latest && !wanted.matches("0*[1-9]\\d{0,8}")) {
            throw new RegistryRefusal(
                    RegistryRefusal.Kind.INVALID_VERSION,
                    "The specified version '" + shortened(wanted)
                            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
        }
        List<Version> versions = versions(context);
        return latest
                ? versions.get(versions.size() - 1)
                : versions.stream()
                        .filter(candidate -> candidate.version() == Integer.parseInt(wanted))
                        .findFirst()
                        .orElseThrow(() -> RegistryRefusal.noVersion(wanted));
    }

    private static boolean isLatest(String version) {
        return version.equals("latest") || version.equals("-1");
    }

    private String schema(Context context) {
        return id(context)
                .flatMap(store::schema)
                .orElseThrow(() -> RegistryRefusal.noSchema(" " + shortened(context.pathParam("id"))));
    }

    private List<Version> uses(Context context) {
        schema(context);
        return id(context).map(store::uses).orElse(List.of());
    }

    private static Optional<Integer> id(Context context) {
        return Optional.of(context.pathParam("id"))
                .filter(id -> id.matches("\\d{1,9}"))
                .map(Integer::parseInt);
    }

    private static Map<String, Object> body(Version found) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("subject", found.subject());
        body.put("version", found.version());
        body.put("id", found.id());
        body.put("schema", found.schema());
        return body;
    }

    private static String subject(Context context) {
        return withoutContext(context.pathParam("subject"));
    }

    /** There is one context, the default one, which some clients name. */
    private static String withoutContext(String subject) {
        return subject.startsWith(":.:") ? subject.substring(3) : subject;
    }

    private static String queried(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).orElse("");
    }

    private static boolean isTrue(Context context, String name) {
        return queried(context, name).equals("true");
    }

    private static <T> List<T> page(Context context, List<T> items) {
        long offset = number(context, "offset").orElse(0L);
        long limit = number(context, "limit").orElse((long) items.size());
        return items.stream().skip(offset).limit(limit).toList();
    }

    /** Confluent's limit of -1 means none. */
    private static Optional<Long> number(Context context, String name) {
        return Optional.of(queried(context, name))
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Long::parseLong);
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /** Registers routes for all who may read schemas, and turns refusals into that API's form. */
    private record Paths(Router router) {
        void get(String path, Function<Context, Object> answer) {
            router.get(ROOT + path, answering(answer), Access.CONSUMER, Access.SYSTEM);
        }

        /** Answers with a schema as it is, not in a JSON string. */
        void raw(String path, Function<Context, String> schema) {
            router.get(
                    ROOT + path,
                    refusing(context ->
                            context.status(200).result(schema.apply(context)).contentType(MEDIA_TYPE)),
                    Access.CONSUMER,
                    Access.SYSTEM);
        }

        void post(String path, Function<Context, Object> answer) {
            router.post(ROOT + path, answering(answer), Access.CONSUMER, Access.SYSTEM);
        }

        void put(String path, String refusal) {
            router.put(ROOT + path, refused(refusal), Access.CONSUMER, Access.SYSTEM);
        }

        void delete(String path, String refusal) {
            router.delete(ROOT + path, refused(refusal), Access.CONSUMER, Access.SYSTEM);
        }

        private static Handler answering(Function<Context, Object> answer) {
            return refusing(context -> write(context, 200, answer.apply(context)));
        }

        private static Handler refused(String what) {
            return refusing(context -> {
                throw RegistryRefusal.readOnly(what);
            });
        }

        private static Handler refusing(Handler handler) {
            return context -> {
                try {
                    handler.handle(context);
                } catch (RegistryRefusal refusal) {
                    write(
                            context,
                            refusal.status(),
                            Map.of("error_code", refusal.code(), "message", Secrets.redacted(refusal.getMessage())));
                }
            };
        }

        private static void write(Context context, int status, Object body) {
            context.status(status).result(Json.bytes(body)).contentType(MEDIA_TYPE);
        }
    }
}
