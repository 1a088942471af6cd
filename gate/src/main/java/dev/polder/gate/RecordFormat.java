package dev.polder.gate;

/** The forms in which records arrive. */
public enum RecordFormat {
    /** One JSON object per line; blank lines are skipped. */
    NDJSON,
    /** One JSON array of objects, or a single object. */
    JSON,
    /** RFC 4180 with a header line. */
    CSV,
    /** One Avro record, in the contract's own schema where no other is given. */
    AVRO,
    /** One Avro record in Confluent's framing: a zero byte, the id of its schema, Avro binary. */
    AVRO_FRAMED,
    /** An Avro object container file, which holds its writer's schema. */
    AVRO_FILE
}
