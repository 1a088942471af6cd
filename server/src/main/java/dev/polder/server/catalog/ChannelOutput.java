package dev.polder.server.catalog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.PositionOutputStream;

/** Writes a file under a temporary name; closing it forces it to disk and publishes it, unless a write failed. */
final class ChannelOutput extends PositionOutputStream {
    private final FileChannel channel;
    private final OutputStream buffer;
    private final Path unfinished;
    private final Publication publication;
    private long position;
    private boolean failed;
    private boolean closed;

    ChannelOutput(FileChannel channel, Path unfinished, Publication publication) {
        this.channel = channel;
        this.buffer = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        this.unfinished = unfinished;
        this.publication = publication;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public long storedLength() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            buffer.write(bytes, offset, length);
            position += length;
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            buffer.flush();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        boolean complete = false;
        try (channel) {
            if (!failed) {
                buffer.flush();
                channel.force(true);
                complete = true;
            }
        } finally {
            if (!complete) {
                Files.deleteIfExists(unfinished);
            }
        }
        if (complete) {
            publication.publish(unfinished);
        }
    }
}
