/**
 * Judges standard documents by the JSON schemas that the standards publish, and says in words what does not fit and where. The
 * evaluator knows the keywords of JSON Schema 2019-09 that these schemas use, no more. Imports {@code document} and
 * {@code problem}.
 */
package dev.polder.core.document.schema;
