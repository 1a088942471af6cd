package dev.polder.server.privacy;

import dev.polder.gate.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Encrypts refused records of a port whose records are encrypted: they hold what their contract protects. For one thread. */
public interface LetterSeal {
    /** The header of a dead letter that is encrypted: how many bytes it had, in decimal. */
    String HEADER = "polder.sealed";

    /** Leaves letters as they are. */
    LetterSeal NONE = new LetterSeal() {
        @Override
        public byte[] seal(RawRecord record, byte[] kept, BiConsumer<String, byte[]> headers) {
            return kept;
        }
    };

    /**
     * What a letter's message holds.
     *
     * @param kept the record's bytes, or the first of them
     * @param headers takes the header of what is encrypted
     */
    byte[] seal(RawRecord record, byte[] kept, BiConsumer<String, byte[]> headers);

    /** How many bytes an encrypted letter had; empty for one that is not encrypted. */
    static Optional<Integer> length(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.US_ASCII))
                        .filter(text -> text.matches("\\d{1,9}"))
                        .map(Integer::valueOf);
    }
}
