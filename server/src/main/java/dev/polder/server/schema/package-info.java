/** Avro schemas of ports, known by the number that stands in front of every value on a topic; served in Confluent's format. */
package dev.polder.server.schema;
