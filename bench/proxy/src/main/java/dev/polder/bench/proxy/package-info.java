/** Runs Kroxylicious, a proxy between Kafka's clients and brokers, for the benchmarks. */
package dev.polder.bench.proxy;
