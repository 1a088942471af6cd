package dev.polder.server.catalog;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A call of the REST catalog, free of any HTTP framework.
 *
 * @param segments the path below {@code /iceberg/v1/}, split at slashes and still percent-encoded
 * @param query decoded parameters
 * @param mayWrite whether the principal may change the catalog
 */
record CatalogRequest(
        String method, List<String> segments, Map<String, String> query, InputStream body, boolean mayWrite) {
    CatalogRequest {
        segments = List.copyOf(segments);
        query = Map.copyOf(query);
    }

    /** Whether a segment is there and equals the given word. */
    boolean at(int index, String word) {
        return segments.size() > index && segments.get(index).equals(word);
    }
}
