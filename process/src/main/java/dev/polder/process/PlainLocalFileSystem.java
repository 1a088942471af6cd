package dev.polder.process;

import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local file system without Hadoop's {@code .crc} files beside every file: they double the number of files, and Parquet and
 * Avro carry check sums of their own.
 */
public final class PlainLocalFileSystem extends RawLocalFileSystem {
    @Override
    public String getScheme() {
        return "file";
    }
}
