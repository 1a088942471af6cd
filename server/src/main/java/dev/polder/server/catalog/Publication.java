package dev.polder.server.catalog;

import java.io.IOException;
import java.nio.file.Path;

/** How a finished file gets its name. */
@FunctionalInterface
interface Publication {
    void publish(Path finished) throws IOException;
}
