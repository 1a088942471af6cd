/**
 * What the mesh is: its documents, stored verbatim, and how they change. {@link dev.polder.server.mesh.MeshPlanner} decides,
 * without any I/O; {@link dev.polder.server.mesh.MeshService} reads and writes.
 */
package dev.polder.server.mesh;
