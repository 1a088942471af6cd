/** YAML and JSON documents with positions. */
package dev.polder.core.document;
