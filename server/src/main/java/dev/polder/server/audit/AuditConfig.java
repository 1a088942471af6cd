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

    /** Names the key whose place another one may take: written by {@code polder audit accept-key}. */
    private Path accepted() {
        return key.resolveSibling(key.getFileName() + ".accepted");
    }

    /** Says that an accepted key has taken its place. */
    void acceptanceIsDone() {
        try {
            Files.deleteIfExists(accepted());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * The signing key; made when nothing was signed yet.
     *
     * @param signedBy the id of the key that has signed the last checkpoint
     * @throws PolderException CONFIG_INVALID when that is another key, and nobody has accepted this one in its place
     */
    AuditKey signingKey(Optional<String> signedBy) {
        try {
            boolean isThere = Files.exists(key);
            Optional<AuditKey> found = isThere ? Optional.of(AuditKey.ofPem(Files.readString(key))) : Optional.empty();
            Optional<String> other = signedBy.filter(
                    id -> found.isEmpty() || !found.get().verifying().id().equals(id));
            if (other.isPresent() && !isAccepted(other.get())) {
                throw new PolderException(
                        Code.CONFIG_INVALID,
                        "The audit's signing key " + key + (isThere ? " is another one than " : " is not there: ")
                                + other.get() + (isThere ? ", which" : "") + " has signed the last line of "
                                + checkpoints,
                        "Restore it from a backup. When it is lost, 'polder audit accept-key " + other.get()
                                + " --data DIR' lets another one take its place, which stands in the audit from then on");
            }
            if (!isThere) {
                SecretFile.write(key, AuditKey.generate().pem());
            }
            return AuditKey.ofPem(Files.readString(key));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private boolean isAccepted(String id) throws IOException {
        return Files.exists(accepted()) && Files.readString(accepted()).strip().equals(id);
    }

    private PolderException unusable(IOException e) {
        return new PolderException(
                Code.DATA_DIRECTORY,
                "The audit's signing key " + key + " cannot be used: " + e.getMessage(),
                "Give the user that runs the server access to the data directory",
                e);
    }
}
