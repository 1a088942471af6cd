/** {@code polder kafka}: reading topics with a Kafka client of one's own. */
package dev.polder.cli.kafka;
