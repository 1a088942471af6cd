package dev.polder.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** How the blocks of an Avro file are compressed; those of Avro's codecs that need no native code. */
enum AvroCodec {
    NULL {
        @Override
        InputStream unfold(InputStream block) {
            return block;
        }
    },
    DEFLATE {
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
    BZIP2 {
        @Override
        InputStream unfold(InputStream block) throws IOException {
            return new BZip2CompressorInputStream(block);
        }
    };

    abstract InputStream unfold(InputStream block) throws IOException;

    /** The codec of a name; the empty name is none. */
    static Optional<AvroCodec> of(String name) {
        return switch (name) {
            case "", "null" -> Optional.of(NULL);
            case "deflate" -> Optional.of(DEFLATE);
            case "bzip2" -> Optional.of(BZIP2);
            default -> Optional.empty();
        };
    }
}
