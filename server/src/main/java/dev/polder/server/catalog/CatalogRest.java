package dev.polder.server.catalog;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/**
 * The Iceberg REST catalog specification over the mesh's catalog: configuration, namespaces and tables. Views, scan
 * planning and commits over several tables are not offered, and {@code config} says so in its {@code endpoints}.
 */
final class CatalogRest {
    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.V1_LIST_NAMESPACES,
            Endpoint.V1_LOAD_NAMESPACE,
            Endpoint.V1_NAMESPACE_EXISTS,
            Endpoint.V1_CREATE_NAMESPACE,
            Endpoint.V1_UPDATE_NAMESPACE,
            Endpoint.V1_DELETE_NAMESPACE,
            Endpoint.V1_LIST_TABLES,
            Endpoint.V1_LOAD_TABLE,
            Endpoint.V1_TABLE_EXISTS,
            Endpoint.V1_CREATE_TABLE,
            Endpoint.V1_UPDATE_TABLE,
            Endpoint.V1_DELETE_TABLE,
            Endpoint.V1_RENAME_TABLE,
            Endpoint.V1_REGISTER_TABLE);
    private static final String NAMESPACE_SEPARATOR = "%1F";
    /** Names become directories, so they are what ports fold to and nothing else. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_]{0,127}");
    /** Table properties that would send files elsewhere. */
    private static final List<String> LOCATIONS = List.of(
            TableProperties.WRITE_DATA_LOCATION,
            TableProperties.WRITE_METADATA_LOCATION,
            "write.object-storage.path",
            "write.folder-storage.path");

    private final JdbcCatalog catalog;
    private final LocalFileIO files;
    private final ObjectMapper mapper;

    CatalogRest(MeshCatalog catalog) {
        this.catalog = catalog.iceberg();
        this.files = catalog.files();
        this.mapper = restMapper();
    }

    /** Iceberg's own mapping of requests and responses, which the library keeps to itself. */
    private static ObjectMapper restMapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
        RESTSerializers.registerAll(mapper);
        return mapper;
    }

    /**
     * Answers every call, refusals included, as the specification says.
     *
     * @param readable told of a table that one loads who may not write it, with what was loaded, before it is handed out; throws when
     *     that may not be
     */
    CatalogAnswer answer(CatalogRequest request, BiConsumer<TableIdentifier, TableMetadata> readable) {
        try {
            Optional<TableIdentifier> loaded = request.mayWrite() ? Optional.empty() : loadedTable(request);
            return loaded.isPresent() ? read(loaded.get(), request, readable) : answered(request);
        } catch (RuntimeException e) {
            CatalogFailure failure = CatalogFailure.of(e, reads(request));
            return json(failure.status(), failure.response());
        }
    }

    /** First loaded, then decided about, so that what is handed out is what was decided about. */
    private CatalogAnswer read(
            TableIdentifier table, CatalogRequest request, BiConsumer<TableIdentifier, TableMetadata> readable) {
        LoadTableResponse loaded = CatalogHandlers.loadTable(catalog, table, snapshots(request));
        readable.accept(table, loaded.tableMetadata());
        return ok(loaded);
    }

    private static boolean reads(CatalogRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private CatalogAnswer answered(CatalogRequest request) {
        int depth = request.segments().size();
        if (depth == 1 && request.at(0, "config")) {
            return byMethod(request, Map.of("GET", () -> ok(configuration())));
        }
        if (depth == 1 && request.at(0, "namespaces")) {
            return byMethod(
                    request,
                    Map.of("GET", () -> ok(listNamespaces(request)), "POST", () -> ok(createNamespace(request))));
        }
        if (depth == 2 && request.at(0, "tables") && request.at(1, "rename")) {
            return byMethod(request, Map.of("POST", () -> done(() -> rename(request))));
        }
        if (depth < 2 || !request.at(0, "namespaces")) {
            throw unknownRoute();
        }
        Namespace namespace =
                RESTUtil.decodeNamespaceAsPathSegment(request.segments().get(1), NAMESPACE_SEPARATOR);
        if (depth == 2) {
            return byMethod(
                    request,
                    Map.of(
                            "GET", () -> ok(CatalogHandlers.loadNamespace(catalog, namespace)),
                            "HEAD", () -> done(() -> CatalogHandlers.namespaceExists(catalog, namespace)),
                            "DELETE", () -> done(() -> CatalogHandlers.dropNamespace(catalog, namespace))));
        }
        if (depth == 3 && request.at(2, "properties")) {
            return byMethod(request, Map.of("POST", () -> ok(updateNamespace(namespace, request))));
        }
        if (depth == 3 && request.at(2, "register")) {
            return byMethod(request, Map.of("POST", () -> ok(register(namespace, request))));
        }
        if (depth == 3 && request.at(2, "tables")) {
            return byMethod(
                    request,
                    Map.of(
                            "GET", () -> ok(listTables(namespace, request)),
                            "POST", () -> ok(createTable(namespace, request))));
        }
        if (depth == 4 && request.at(2, "tables")) {
            TableIdentifier table = table(request);
            return byMethod(
                    request,
                    Map.of(
                            "GET", () -> ok(CatalogHandlers.loadTable(catalog, table, snapshots(request))),
                            "HEAD", () -> done(() -> CatalogHandlers.tableExists(catalog, table)),
                            "POST", () -> ok(commit(table, request)),
                            "DELETE", () -> done(() -> drop(table, request))));
        }
        throw unknownRoute();
    }

    private static TableIdentifier table(CatalogRequest request) {
        return TableIdentifier.of(
                RESTUtil.decodeNamespaceAsPathSegment(request.segments().get(1), NAMESPACE_SEPARATOR),
                RESTUtil.decodePathSegment(request.segments().get(3)));
    }

    /** The table that a request loads, if that is what it does. */
    static Optional<TableIdentifier> loadedTable(CatalogRequest request) {
        boolean loads = request.method().equals("GET")
                && request.segments().size() == 4
                && request.at(0, "namespaces")
                && request.at(2, "tables");
        return loads ? Optional.of(table(request)) : Optional.empty();
    }

    private CatalogAnswer byMethod(CatalogRequest request, Map<String, Supplier<CatalogAnswer>> methods) {
        Supplier<CatalogAnswer> action = methods.get(request.method());
        if (action == null) {
            throw new UnsupportedOperationException("Method not allowed here: " + request.method());
        }
        if (!reads(request) && !request.mayWrite()) {
            throw new ForbiddenException("Only the processing engine writes through the catalog: "
                    + "published data passes the gate and the quality rules");
        }
        return action.get();
    }

    private static ConfigResponse configuration() {
        return ConfigResponse.builder().withEndpoints(ENDPOINTS).build();
    }

    private RESTResponse listNamespaces(CatalogRequest request) {
        String parent = request.query().getOrDefault("parent", "");
        Namespace namespace = parent.isEmpty()
                ? Namespace.empty()
                : RESTUtil.namespaceFromQueryParam(RESTUtil.encodeString(parent), NAMESPACE_SEPARATOR);
        String pageToken = request.query().get("pageToken");
        return pageToken == null
                ? CatalogHandlers.listNamespaces(catalog, namespace)
                : CatalogHandlers.listNamespaces(catalog, namespace, pageToken, pageSize(request));
    }

    private RESTResponse createNamespace(CatalogRequest request) {
        CreateNamespaceRequest asked = body(request, CreateNamespaceRequest.class);
        checkNames(asked.namespace().levels());
        return CatalogHandlers.createNamespace(catalog, asked);
    }

    private RESTResponse updateNamespace(Namespace namespace, CatalogRequest request) {
        return CatalogHandlers.updateNamespaceProperties(
                catalog, namespace, body(request, UpdateNamespacePropertiesRequest.class));
    }

    private RESTResponse listTables(Namespace namespace, CatalogRequest request) {
        String pageToken = request.query().get("pageToken");
        return pageToken == null
                ? CatalogHandlers.listTables(catalog, namespace)
                : CatalogHandlers.listTables(catalog, namespace, pageToken, pageSize(request));
    }

    private RESTResponse createTable(Namespace namespace, CatalogRequest request) {
        CreateTableRequest asked = body(request, CreateTableRequest.class);
        checkNames(asked.name());
        checkLocation(asked.location());
        checkProperties(asked.properties());
        return asked.stageCreate()
                ? CatalogHandlers.stageTableCreate(catalog, namespace, asked)
                : CatalogHandlers.createTable(catalog, namespace, asked);
    }

    private RESTResponse register(Namespace namespace, CatalogRequest request) {
        RegisterTableRequest asked = body(request, RegisterTableRequest.class);
        checkNames(asked.name());
        checkLocation(asked.metadataLocation());
        return CatalogHandlers.registerTable(catalog, namespace, asked);
    }

    private RESTResponse commit(TableIdentifier table, CatalogRequest request) {
        UpdateTableRequest asked = body(request, UpdateTableRequest.class);
        checkNames(table.name());
        for (MetadataUpdate update : asked.updates()) {
            if (update instanceof MetadataUpdate.SetLocation set) {
                checkLocation(set.location());
            } else if (update instanceof MetadataUpdate.SetProperties set) {
                checkProperties(set.updated());
            } else if (update instanceof MetadataUpdate.AddSnapshot add) {
                checkLocation(add.snapshot().manifestListLocation());
            }
        }
        return CatalogHandlers.updateTable(catalog, table, asked);
    }

    private void rename(CatalogRequest request) {
        RenameTableRequest asked = body(request, RenameTableRequest.class);
        checkNames(asked.destination().name());
        CatalogHandlers.renameTable(catalog, asked);
    }

    private void drop(TableIdentifier table, CatalogRequest request) {
        if (Boolean.parseBoolean(request.query().getOrDefault("purgeRequested", "false"))) {
            CatalogHandlers.purgeTable(catalog, table);
        } else {
            CatalogHandlers.dropTable(catalog, table);
        }
    }

    private void checkNames(String... names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new BadRequestException("Name is not snake_case: %s", name);
            }
        }
    }

    private void checkLocation(String location) {
        if (location != null) {
            files.path(location);
        }
    }

    private void checkProperties(Map<String, String> properties) {
        LOCATIONS.forEach(key -> checkLocation(properties.get(key)));
    }

    private static SnapshotMode snapshots(CatalogRequest request) {
        return request.query().getOrDefault("snapshots", "all").equalsIgnoreCase("refs")
                ? SnapshotMode.REFS
                : SnapshotMode.ALL;
    }

    private static String pageSize(CatalogRequest request) {
        String size = request.query().getOrDefault("pageSize", "1000");
        if (!size.matches("[1-9][0-9]{0,5}")) {
            throw new BadRequestException("pageSize is not a number from 1 to 999999: %s", size);
        }
        return size;
    }

    private <T extends RESTRequest> T body(CatalogRequest request, Class<T> type) {
        try {
            T body = mapper.readValue(request.body(), type);
            if (body == null) {
                throw new BadRequestException("The request has no body");
            }
            body.validate();
            return body;
        } catch (JsonProcessingException e) {
            throw new BadRequestException(e, "Cannot read the request: %s", e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadRequestException(e, "Cannot read the request");
        }
    }

    private CatalogAnswer ok(RESTResponse response) {
        return json(200, response);
    }

    private static CatalogAnswer done(Runnable action) {
        action.run();
        return CatalogAnswer.empty();
    }

    private CatalogAnswer json(int status, RESTResponse response) {
        try {
            return new CatalogAnswer(status, mapper.writeValueAsBytes(response));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + response.getClass(), e);
        }
    }

    private static NotFoundException unknownRoute() {
        return new NotFoundException("The catalog has no such route");
    }
}
