/**
 * The embedded parts: PostgreSQL, the Kafka broker and the Spark process as child processes of the server, each with a state
 * machine, a ready check by real use, restart with back-off, and a clean stop.
 *
 * <p>Imports {@code core} and {@code config}; no other feature of the server.
 */
package dev.polder.server.embedded;
