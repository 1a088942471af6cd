package dev.polder.gate;

import java.util.List;

/**
 * One record as it came. Made by a {@link RecordReader}; a program that holds a JSON object already makes it with {@link
 * #json(byte[])}.
 */
public sealed interface RawRecord {
    /** Its place in the body, from 1. */
    long number();

    /** The line of the body on which it starts, from 1; 0 when lines mean nothing (a JSON array). */
    long line();

    RecordFormat format();

    /** The record's bytes as they came, without the line end; of a record that is too large only the first. Not copied. */
    byte[] bytes();

    /** The length of the whole record, also when {@link #bytes()} is less. */
    long length();

    /** A JSON object that is no part of a body. */
    static RawRecord json(byte[] bytes) {
        return new Json(1, 1, RecordFormat.JSON, bytes);
    }

    /** An Avro record that is no part of a body. */
    static RawRecord avro(byte[] bytes, WriterSchema schema) {
        return new Avro(1, RecordFormat.AVRO, bytes, schema);
    }

    /** A JSON text, not parsed yet. */
    record Json(long number, long line, RecordFormat format, byte[] bytes) implements RawRecord {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /**
     * A CSV record.
     *
     * @param columns for each cell the index of its property in the contract
     */
    record Csv(long number, long line, byte[] bytes, List<Cell> cells, List<Integer> columns) implements RawRecord {
        @Override
        public RecordFormat format() {
            return RecordFormat.CSV;
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** An Avro record's binary encoding, without framing. */
    record Avro(long number, RecordFormat format, byte[] bytes, WriterSchema schema) implements RawRecord {
        @Override
        public long line() {
            return 0;
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** What stands between two commas. */
    record Cell(String text, boolean quoted) {}

    /**
     * A record that cannot be read as one: too large, cut off, not well-formed.
     *
     */
    record Broken(long number, long line, RecordFormat format, byte[] bytes, long length, Refusal refusal)
            implements RawRecord {}
}
