/**
 * The gate's engine: judges records over their bytes in one pass and writes Avro as it goes, without a tree and without allocating.
 * It only ever accepts: on a record it is not sure of it gives up, and the plain validator of {@code dev.polder.gate} decides.
 * Knows nothing of contracts and imports nothing.
 */
package dev.polder.gate.fast;
