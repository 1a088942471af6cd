package dev.polder.server.config;

import java.util.Locale;
import java.util.Objects;

/**
 * {@code gateway}: how accepted records are written to Kafka.
 *
 * @param writer by whom
 * @param compression of the batches on the topics
 */
public record GatewayConfig(Writer writer, Compression compression) {
    public static final GatewayConfig DEFAULT = new GatewayConfig(Writer.DIRECT, Compression.NONE);

    public GatewayConfig {
        Objects.requireNonNull(writer);
        Objects.requireNonNull(compression);
    }

    /** What brings records to Kafka. */
    public enum Writer {
        /** The gateway itself, in record batches that it fills while it checks. */
        DIRECT,
        /** Kafka's producer, record by record. */
        PRODUCER
    }

    /** How batches are compressed. */
    public enum Compression {
        NONE,
        LZ4,
        ZSTD;

        /** As Kafka's {@code compression.type} has it. */
        public String type() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
