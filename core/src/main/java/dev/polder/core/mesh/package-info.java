/** A directory of documents, linted and resolved. */
package dev.polder.core.mesh;
