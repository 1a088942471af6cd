package dev.polder.server.catalog;

import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.access.Purpose;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.http.Secrets;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The mesh's tables as an Iceberg REST catalog under {@code /iceberg}: everybody who is known sees which there are, those who may
 * read all of a table load it, the processing engine alone writes. Failures have the form of that specification, not that of the other routes.
 */
public final class CatalogRoutes implements Routes {
    /** What a reader wants a table for; Iceberg's clients send it as their property {@code header.X-Polder-Purpose}. */
    static final String PURPOSE = "X-Polder-Purpose";

    private static final String ROOT = "/iceberg/v1/";
    private static final String NAMESPACES = ROOT + "namespaces";
    private static final String NAMESPACE = NAMESPACES + "/{namespace}";
    private static final String TABLES = NAMESPACE + "/tables";
    private static final String TABLE = TABLES + "/{table}";

    private final CatalogRest catalog;
    private final TableReads reads;
    private final BiConsumer<String, TableIdentifier> loaded;

    /** @param loaded told of every table that was loaded to be read, with the principal who did */
    public CatalogRoutes(MeshCatalog catalog, TableReads reads, BiConsumer<String, TableIdentifier> loaded) {
        this.catalog = new CatalogRest(catalog);
        this.reads = reads;
        this.loaded = loaded;
    }

    @Override
    public void register(Router router) {
        List.of(ROOT + "config", NAMESPACES, NAMESPACE, TABLES, TABLE)
                .forEach(path -> router.get(path, this::answer, Access.CONSUMER, Access.SYSTEM));
        List.of(NAMESPACE, TABLE).forEach(path -> {
            router.head(path, this::answer, Access.CONSUMER, Access.SYSTEM);
            router.delete(path, this::answer, Access.CONSUMER, Access.SYSTEM);
        });
        List.of(NAMESPACES, NAMESPACE + "/properties", NAMESPACE + "/register", TABLES, TABLE, ROOT + "tables/rename")
                .forEach(path -> router.post(path, this::answer, Access.CONSUMER, Access.SYSTEM));
    }

    private void answer(Context context) throws IOException {
        // The raw path: names are split at slashes before they are decoded.
        String path = context.req().getRequestURI().substring(ROOT.length());
        Map<String, String> query = new HashMap<>();
        context.queryParamMap().forEach((name, values) -> query.put(name, values.get(0)));
        Principal principal = Caller.of(context);
        boolean mayWrite = principal.kind() == Kind.SYSTEM;
        CatalogRequest request = new CatalogRequest(
                context.method().name(),
                List.of(path.split("/", -1)),
                query,
                context.req().getInputStream(),
                mayWrite);
        Optional<String> purpose =
                Purpose.said(Optional.ofNullable(context.header(PURPOSE))).map(Purpose::value);
        CatalogAnswer answer = catalog.answer(request, (table, loaded) -> {
            // Either way it stands in the audit.
            Caller.refusalIsRecorded(context);
            reads.check(principal, table, loaded, purpose);
        });
        if (answer.status() == 200 && !mayWrite) {
            CatalogRest.loadedTable(request).ifPresent(table -> loaded.accept(principal.name(), table));
        }
        context.status(answer.status());
        if (answer.json().length > 0) {
            context.contentType("application/json")
                    .result(answer.status() < 400 ? answer.json() : Secrets.redacted(answer.json()));
        }
    }
}
