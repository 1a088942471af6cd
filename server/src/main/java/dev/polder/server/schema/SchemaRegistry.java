package dev.polder.server.schema;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.TopicFormat;
import dev.polder.core.name.PortId;
import dev.polder.gate.AvroSchemas;
import dev.polder.server.database.Database;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Gives every Avro schema of a port a number for good. */
public final class SchemaRegistry {
    private final PostgresSchemaStore store;

    public SchemaRegistry(Database database, Clock clock) {
        this.store = new PostgresSchemaStore(database, clock);
    }

    /**
     * The name under which a port's schemas are known. Those of Avro topics are served by Confluent's topic name strategy; those of JSON
     * topics by their ids only, because a tool that finds a subject takes the topic's values for framed.
     */
    public static String subject(PortId port, TopicFormat format) {
        return port.topic()
                + switch (format) {
                    case AVRO -> PostgresSchemaStore.SERVED;
                    case JSON -> "-json";
                };
    }

    /** The Avro schema of a port's records, as text that is the same for the same type. */
    public static String avro(PortId port, DataType.Struct type) {
        return AvroSchemas.of(port, type).toString();
    }

    /** The id of the schema of a port's records; the first call gives one, later calls the same. */
    public int register(PortId port, TopicFormat format, DataType.Struct type) {
        return store.register(subject(port, format), avro(port, type));
    }

    /** The schema of an id, as text. */
    public Optional<String> schema(int id) {
        return store.schema(id);
    }

    /** Subject → id → schema: whatever may stand on the topics. */
    public Map<String, SortedMap<Integer, String>> all() {
        return store.all();
    }

    PostgresSchemaStore store() {
        return store;
    }
}
