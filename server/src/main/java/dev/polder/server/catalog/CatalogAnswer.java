package dev.polder.server.catalog;

import java.util.Objects;

/**
 * What the REST catalog answers.
 *
 * @param json the body, empty for a status without one
 */
record CatalogAnswer(int status, byte[] json) {
    CatalogAnswer {
        Objects.requireNonNull(json);
    }

    static CatalogAnswer empty() {
        return new CatalogAnswer(204, new byte[0]);
    }
}
