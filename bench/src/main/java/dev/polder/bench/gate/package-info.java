/** The gate beside other ways to check the same records: {@code polder bench gate}. */
package dev.polder.bench.gate;
