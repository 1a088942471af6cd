/**
 * Writes records to Kafka as record batches of its own making: the bytes of a record are copied twice and looked at by nobody
 * after the gate, where {@code KafkaProducer} keeps several objects per record.
 *
 * <p>Its promises are those of an idempotent {@code KafkaProducer} with acks=all: nothing is acknowledged before all in-sync
 * replicas have it, nothing is written twice by a retry, records of one key keep their order and go to the partition that
 * {@code KafkaProducer} would choose. Connections, security, API versions, metadata and back-off are Kafka's {@code NetworkClient}
 * and {@code ProducerMetadata}. A <em>queue</em> holds the batches of a partition of which at most one is on its way; while it
 * is, the next one fills, so that many small requests share a batch without anybody waiting for company.
 */
package dev.polder.server.ingest.batch;
