/**
 * Inboxes: topics that foreign producers write to, in any language. One server at a time reads a port's inbox; every record passes the gate and
 * goes to the port's topic or its dead letters, in Kafka transactions that also hold how far the inbox was read.
 */
package dev.polder.server.inbox;
