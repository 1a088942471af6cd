/** A Kafka producer with the gate beside one without: {@code polder bench produce}. */
package dev.polder.bench.kafka;
