package dev.polder.query;

import java.util.List;
import java.util.Optional;

/** What the queries of one reader may name. Implementations answer for published ports only. */
public interface PortCatalog {
    /**
     * The port behind a name in SQL, with what the reader owes.
     *
     * @param name {@code domain.product.port} for the newest active major version, or {@code domain.product.port_v1} for
     *     exactly that one; snake_case, lower case
     * @throws dev.polder.core.problem.PolderException DENIED when the reader may not read it
     */
    Optional<ResolvedPort> resolve(String name);

    /** All names that resolve, for suggestions; that a port exists is no secret. */
    List<String> names();
}
