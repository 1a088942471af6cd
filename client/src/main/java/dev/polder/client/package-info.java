/**
 * A thin client of Polder's REST API: blocking calls, refusals as {@link dev.polder.core.problem.PolderException}.
 *
 * <p>Made to start fast, because a command line pays for it at every call: {@code HttpURLConnection} is ready in 40 ms
 * where {@code java.net.http} takes 300, and Jackson's streaming core in 50 ms where data binding takes 250.
 *
 * <p>Beside it, the gate for plain Kafka clients: {@link dev.polder.client.PolderSerializer}, {@link
 * dev.polder.client.PolderInterceptor} and {@link dev.polder.client.PolderDeserializer}. Only they and what they use import Kafka, Avro and the
 * gate; a program that does not name them needs none of those.
 */
package dev.polder.client;
