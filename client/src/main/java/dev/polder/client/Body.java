package dev.polder.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** A request body that is written when the connection stands, so that it need not be in memory. */
public interface Body {
    String mediaType();

    /** Bytes, when known beforehand; otherwise the body is sent in HTTP chunks. */
    OptionalLong length();

    void writeTo(OutputStream out) throws IOException;

    /** The first {@code length} bytes of an array that must not change until they are sent. */
    static Body of(String mediaType, byte[] bytes, int length) {
        return new Body() {
            @Override
            public String mediaType() {
                return mediaType;
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.of(length);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes, 0, length);
            }
        };
    }
}
