package dev.polder.gate;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * How the blocks of an Avro file are compressed (Avro specification, "Required Codecs" and "Optional Codecs"). All unfold as they are
 * read, in memory that does not depend on what a block says of itself.
 */
enum AvroCodec {
    NULL("null") {
        @Override
        InputStream unfold(InputStream block) {
            return block;
        }
    },
    DEFLATE("deflate") {
        @Override
        InputStream unfold(InputStream block) {
            Inflater inflater = new Inflater(true);
            return new InflaterInputStream(block, inflater) {
                @Override
                public void close() throws IOException {
                    super.close();
                    inflater.end();
                }
            };
        }
    },
    BZIP2("bzip2") {
        @Override
        InputStream unfold(InputStream block) throws IOException {
            return new BZip2CompressorInputStream(block);
        }
    },
    SNAPPY("snappy") {
        @Override
        InputStream unfold(InputStream block) throws IOException {
            return new AvroSnappyStream(block);
        }
    },
    XZ("xz") {
        @Override
        InputStream unfold(InputStream block) throws IOException {
            // A dictionary of 8 MiB for every block of 64 KiB would take longer than all else.
            return new XZInputStream(block, MOST_XZ_KIBIBYTES, true, BasicArrayCache.getInstance());
        }

        @Override
        boolean wantsMemory(Exception failure) {
            return failure instanceof MemoryLimitException;
        }
    },
    /** Its library comes with Kafka's clients. */
    ZSTANDARD("zstandard") {
        @Override
        InputStream unfold(InputStream block) throws IOException {
            try {
                return new ZstdInputStream(block).setLongMax(MOST_ZSTD_WINDOW_LOG);
            } catch (LinkageError e) {
                throw new IOException("zstd-jni does not run here", e);
            }
        }

        @Override
        boolean wantsMemory(Exception failure) {
            return failure instanceof ZstdIOException zstd
                    && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
        }
    };

    /** Enough for the levels to 7, whose dictionary is 16 MiB; 6 is usual. */
    private static final int MOST_XZ_KIBIBYTES = 20 * 1024;

    /** 8 MiB, which every level to 19 keeps; 3 is usual. */
    private static final int MOST_ZSTD_WINDOW_LOG = 23;

    private final String title;

    AvroCodec(String title) {
        this.title = title;
    }

    abstract InputStream unfold(InputStream block) throws IOException;

    /** Whether it failed as the block needs more memory than it gets. */
    boolean wantsMemory(Exception failure) {
        return false;
    }

    /** The codec of a name; the empty name is none. */
    static Optional<AvroCodec> of(String name) {
        String title = name.isEmpty() ? NULL.title : name;
        return Arrays.stream(values())
                .filter(codec -> codec.title.equals(title))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(codec -> codec.title).collect(Collectors.joining(", "));
    }
}
