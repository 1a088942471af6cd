package dev.polder.policy;

import dev.polder.core.access.Grant;
import dev.polder.core.name.PortAddress;
import java.util.List;

/** Where grants are found. Safe for many threads. */
@FunctionalInterface
public interface Grants {
    /**
     * All on a port, also those that have not begun or are over. It gives the same object as long as they are the same.
     *
     * @throws RuntimeException when they are not known; then nobody is permitted anything by a grant
     */
    List<Grant> of(PortAddress port);
}
