package dev.polder.query;

import java.util.List;
import java.util.Optional;

/** What queries may name. Implementations answer for published ports only. */
public interface PortCatalog {
    /**
     * The port behind a name in SQL.
     *
     * @param name {@code domain.product.port} for the newest active major version, or {@code domain.product.port_v1} for
     *     exactly that one; snake_case, lower case
     */
    Optional<ResolvedPort> resolve(String name);

    /** All names that resolve, for suggestions. */
    List<String> names();
}
