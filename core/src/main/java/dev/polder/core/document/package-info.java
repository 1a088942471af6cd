/**
 * YAML and JSON documents with positions: {@link dev.polder.core.document.YamlReader} makes a
 * {@link dev.polder.core.document.Node} tree, {@link dev.polder.core.document.Fields} reads one mapping of it, and
 * {@code document.schema} judges a tree by a published JSON schema. Imports {@code problem}, {@code name} and, here only,
 * snakeyaml-engine.
 */
package dev.polder.core.document;
