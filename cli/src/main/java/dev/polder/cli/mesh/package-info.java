/** Commands about documents and what stands in the mesh: lint, plan, apply, get, describe, delete. */
package dev.polder.cli.mesh;
