/** The records and contracts that everything is measured with: generated from a seed, the same bytes on every machine. */
package dev.polder.bench.data;
