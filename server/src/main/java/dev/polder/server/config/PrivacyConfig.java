package dev.polder.server.config;

import java.nio.file.Path;
import java.util.Objects;

/**
 * {@code privacy}: where the keys are that encrypt columns, and what they are wrapped with.
 *
 * @param keys a directory with one file for each domain
 */
public record PrivacyConfig(Path keys, Wrapping wrapping) {
    public PrivacyConfig {
        Objects.requireNonNull(keys);
        Objects.requireNonNull(wrapping);
    }

    /** Keys in the data directory, wrapped by a key file beside them. */
    public static PrivacyConfig in(Path dataDirectory) {
        Path secrets = dataDirectory.resolve("secrets");
        return new PrivacyConfig(secrets.resolve("keys"), new KeyFile(secrets.resolve("master.key")));
    }

    /** What keys are wrapped with where they lie. */
    public sealed interface Wrapping {}

    /** A key of 256 random bits, in base64; made when it is needed first. */
    public record KeyFile(Path file) implements Wrapping {}

    /** A key that is derived from what somebody wrote into a file. */
    public record Passphrase(Path file) implements Wrapping {}

    /**
     * A key that AWS KMS keeps for itself.
     *
     * @param uri such as {@code aws-kms://arn:aws:kms:…}
     */
    public record Kms(String uri) implements Wrapping {}
}
