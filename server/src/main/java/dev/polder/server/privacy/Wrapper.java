package dev.polder.server.privacy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.config.PrivacyConfig.KeyFile;
import dev.polder.server.config.PrivacyConfig.Kms;
import dev.polder.server.config.PrivacyConfig.Passphrase;
import dev.polder.server.config.PrivacyConfig.Wrapping;
import dev.polder.server.embedded.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What keysets are wrapped with where they lie. */
final class Wrapper {
    private static final int KEY_BYTES = 32;
    private static final int ITERATIONS = 600_000;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Wrapping wrapping;
    private final Optional<AwsKms> service;

    Wrapper(Wrapping wrapping) {
        this.wrapping = wrapping;
        this.service = wrapping instanceof Kms kms ? Optional.of(AwsKms.of(kms.uri())) : Optional.empty();
    }

    /** As a file of keys says what it is wrapped with. */
    String kind() {
        if (wrapping instanceof Kms kms) {
            return kms.uri();
        }
        return wrapping instanceof Passphrase ? "passphrase" : "key-file";
    }

    /**
     * @param salt of the file that is wrapped
     * @throws PolderException KEYS_MISSING when there is no such key
     */
    Aead open(byte[] salt) {
        try {
            if (service.isPresent()) {
                return service.get().wrapping();
            }
            return wrapping instanceof Passphrase passphrase
                    ? new AesGcmJce(derived(passphrase.file(), salt))
                    : new AesGcmJce(key(((KeyFile) wrapping).file()));
        } catch (GeneralSecurityException e) {
            throw new PolderException(
                    Code.KEYS_MISSING,
                    "The key that wraps the keys of domains cannot be used: " + kind(),
                    "Restore what privacy.key-file, passphrase-file or kms names",
                    e);
        }
    }

    /**
     * Makes the key file when there is none; the others are somebody else's to make.
     *
     * @param first whether nothing has been wrapped yet
     */
    void create(boolean first) {
        if (first && wrapping instanceof KeyFile file && !Files.exists(file.file())) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            try {
                // Somebody else's that is there by now stays, and is what is read.
                SecretFile.create(
                        file.file(),
                        (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw unreadable(file.file(), "cannot be written", e);
            }
        }
    }

    private static byte[] key(Path file) {
        try {
            byte[] key = Base64.getDecoder().decode(secret(file));
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, without what the file holds.
        }
        throw new PolderException(
                Code.KEYS_MISSING,
                "The key file " + file + " does not hold " + KEY_BYTES + " bytes in base64",
                "Restore it; without it nothing that is encrypted can be read");
    }

    private static byte[] derived(Path file, byte[] salt) throws GeneralSecurityException {
        PBEKeySpec passphrase = new PBEKeySpec(secret(file).toCharArray(), salt, ITERATIONS, KEY_BYTES * 8);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(passphrase)
                .getEncoded();
    }

    private static String secret(Path file) {
        checkPermissions(file);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unreadable(file, "is not there or cannot be read", e);
        }
    }

    /** @throws PolderException KEYS_MISSING when others than its owner may read the file */
    static void checkPermissions(Path file) {
        try {
            boolean open = Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
            if (open) {
                throw new PolderException(
                        Code.KEYS_MISSING,
                        "The file " + file + " holds keys, and others than its owner may read it",
                        "Run chmod 600 " + file + ", and rotate the keys if somebody may have seen them");
            }
        } catch (IOException e) {
            throw unreadable(file, "is not there or cannot be read", e);
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions; its directory has to protect it.
        }
    }

    static PolderException unreadable(Path file, String how, IOException cause) {
        return new PolderException(
                Code.KEYS_MISSING,
                "The file " + file + " " + how,
                "Restore it from where it is kept; without it nothing that was encrypted can be read",
                cause);
    }
}
