package dev.polder.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * What an Avro file says of itself before its blocks.
 *
 * @param sync what stands behind every block
 */
record AvroFileHeader(Schema schema, AvroCodec codec, byte[] sync) {
    static final int SYNC = 16;

    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_ENTRIES = 1000;
    private static final int DEEPEST = 256;
    private static final String REMEDY = "Send an Avro object container file, as Avro's own libraries write them";

    static AvroFileHeader read(AvroFileSource source) throws IOException {
        if (!Arrays.equals(source.bytes(MAGIC.length), MAGIC)) {
            throw AvroFileReader.invalid("The body is no Avro file", REMEDY);
        }
        Map<String, byte[]> entries;
        try {
            entries = entries(source);
        } catch (AvroInput.Malformed e) {
            throw AvroFileReader.invalid("The Avro file's header is damaged", REMEDY);
        }
        byte[] sync = source.bytes(SYNC);
        byte[] schema = entries.get("avro.schema");
        if (schema == null || sync.length < SYNC) {
            throw AvroFileReader.invalid("The Avro file's header has no schema or no marker", REMEDY);
        }
        String codec = new String(entries.getOrDefault("avro.codec", new byte[0]), StandardCharsets.UTF_8);
        return new AvroFileHeader(
                schema(new String(schema, StandardCharsets.UTF_8)),
                AvroCodec.of(codec)
                        .orElseThrow(() -> AvroFileReader.invalid(
                                "The Avro file is compressed in a way that is not read here",
                                "Write it with one of the codecs " + AvroCodec.names())),
                sync);
    }

    private static Map<String, byte[]> entries(AvroFileSource source) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        int bytes = 0;
        for (long count = source.number(); count != 0; count = source.number()) {
            if (count < 0) {
                source.number();
            }
            if (Math.abs(count) > MOST_ENTRIES || count == Long.MIN_VALUE) {
                throw new AvroInput.Malformed("has too many entries");
            }
            for (long i = Math.abs(count); i > 0; i--) {
                byte[] name = sized(source, MOST_BYTES - bytes);
                bytes += name.length + 1;
                byte[] value = sized(source, MOST_BYTES - bytes);
                bytes += value.length + 1;
                entries.put(new String(name, StandardCharsets.UTF_8), value);
            }
        }
        return entries;
    }

    private static byte[] sized(AvroFileSource source, int most) throws IOException {
        long length = source.number();
        if (length < 0 || length > most) {
            throw new AvroInput.Malformed("is too large");
        }
        byte[] bytes = source.bytes((int) length);
        if (bytes.length < length) {
            throw new AvroInput.TooShort();
        }
        return bytes;
    }

    private static Schema schema(String json) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        if (deepest <= DEEPEST) {
            try {
                return new Schema.Parser().parse(json);
            } catch (RuntimeException e) {
                throw AvroFileReader.invalid("The Avro file's schema cannot be parsed: " + reason(e), REMEDY);
            }
        }
        throw AvroFileReader.invalid("The Avro file's schema is nested too deep", REMEDY);
    }

    /** What Avro says, without the schemas that it quotes and those that it names by itself, not alike each time. */
    private static String reason(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        String said = message.split("[\\[{]", 2)[0].replaceAll("\\S*UnresolvedSchema_\\d+", "one that is not there");
        return Where.shortened(said.strip(), 200);
    }
}
