/** Governed queries beside the same queries on DuckDB alone, and beside obligations written by hand. */
package dev.polder.bench.query;
