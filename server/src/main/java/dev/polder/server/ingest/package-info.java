/**
 * Records into ports. A request names a port; its body is cut into records, each is judged by the port's gate and written:
 * accepted to the port's topic, refused to its dead letters. The answer comes when Kafka has acknowledged every one of them.
 */
package dev.polder.server.ingest;
