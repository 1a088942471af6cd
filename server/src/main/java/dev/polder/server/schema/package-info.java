/** Avro schemas of ports, known by the number that stands in front of every value on a topic, or in a header of its record; served in Confluent's format. */
package dev.polder.server.schema;
