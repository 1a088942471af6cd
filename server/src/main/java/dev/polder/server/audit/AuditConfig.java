package dev.polder.server.audit;

import dev.polder.core.audit.AuditKey;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.embedded.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the audit is kept, and what of it outside of the database.
 *
 * @param key signs checkpoints; only its owner may read it
 * @param checkpoints where the signed lines are appended to: best a disk that who owns the database cannot write
 * @param keep how long entries are kept; empty for ever
 */
public record AuditConfig(Path key, Path checkpoints, Optional<Duration> keep) {
    public AuditConfig {
        Objects.requireNonNull(key);
        Objects.requireNonNull(checkpoints);
        Objects.requireNonNull(keep);
    }

    /** Where they are unless the configuration says otherwise. */
    public static AuditConfig in(Path dataDirectory) {
        return new AuditConfig(
                dataDirectory.resolve("secrets").resolve("audit.key"),
                dataDirectory.resolve("audit").resolve("checkpoints"),
                Optional.empty());
    }

    /** The signing key; made when there is none. */
    AuditKey signingKey() {
        try {
            if (Files.notExists(key)) {
                SecretFile.write(key, AuditKey.generate().pem());
            }
            return AuditKey.ofPem(Files.readString(key));
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The audit's signing key " + key + " cannot be used: " + e.getMessage(),
                    "Give the user that runs the server access to the data directory",
                    e);
        }
    }
}
