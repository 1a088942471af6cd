package dev.polder.gate;

/** The forms in which records arrive. */
public enum RecordFormat {
    /** One JSON object per line; blank lines are skipped. */
    NDJSON,
    /** One JSON array of objects, or a single object. */
    JSON,
    /** RFC 4180 with a header line. */
    CSV
}
