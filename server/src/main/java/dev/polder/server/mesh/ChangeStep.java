package dev.polder.server.mesh;

import dev.polder.core.mesh.MeshModel;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Something that belongs to every change of the mesh. */
@FunctionalInterface
public interface ChangeStep {
    /**
     * Called in the change's transaction, after it is written and before it is committed; what this throws undoes the change.
     *
     * @param who changes the mesh
     */
    void take(Handle transaction, MeshModel before, MeshModel after, String who, Instant at);
}
