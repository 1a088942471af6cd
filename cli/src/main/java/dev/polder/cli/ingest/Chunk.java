package dev.polder.cli.ingest;

/**
 * Some whole records, ready to be sent. The bytes are valid until the next chunk is cut.
 *
 * @param offset where its records start in the file
 * @param end where the next chunk's records start
 * @param bytes the request body is the first {@code length} of these
 * @param last whether nothing follows
 */
record Chunk(long offset, long end, byte[] bytes, int length, boolean last) {}
