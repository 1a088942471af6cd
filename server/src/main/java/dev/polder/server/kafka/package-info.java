/** What every part that administers Kafka needs. */
package dev.polder.server.kafka;
