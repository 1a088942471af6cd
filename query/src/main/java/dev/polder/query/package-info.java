/**
 * Governed, read-only SQL over published snapshots, answered by DuckDB in process.
 *
 * <p>A query is one SELECT that can name ports and nothing else: no files, no settings, no system tables or functions. Each
 * runs in a database of its own, in memory, that holds a view per port it names and is locked before the SQL runs. What it
 * may use is a positive list over the parsed tree; what is not on the list is refused.
 */
package dev.polder.query;
