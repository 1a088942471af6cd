package dev.polder.server.mesh;

import dev.polder.core.name.PortId;
import java.util.List;

/** Who reads what changes of a port: transforms of the mesh, and principals. */
record PortReaders(PortId port, List<PortReader> transforms, List<QueryReader> queries) {
    PortReaders {
        transforms = List.copyOf(transforms);
        queries = List.copyOf(queries);
    }
}
