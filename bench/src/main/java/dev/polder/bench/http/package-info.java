/** Records over HTTP into a running server, beside a Kafka producer: {@code polder bench http}. */
package dev.polder.bench.http;
