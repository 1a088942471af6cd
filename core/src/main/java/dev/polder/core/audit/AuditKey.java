package dev.polder.core.audit;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signs checkpoints with Ed25519. */
public final class AuditKey {
    private static final String LABEL = "PRIVATE KEY";

    private final PrivateKey key;
    private final VerifyingKey verifying;

    private AuditKey(PrivateKey key, VerifyingKey verifying) {
        this.key = key;
        this.verifying = verifying;
    }

    public static AuditKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new AuditKey(pair.getPrivate(), new VerifyingKey(pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads what {@link #pem()} gave.
     *
     * @throws PolderException CONFIG_INVALID when it is not both halves of one key
     */
    public static AuditKey ofPem(String text) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(Pem.block(text, LABEL)));
            AuditKey read = new AuditKey(key, VerifyingKey.ofPem(text));
            if (read.verifying.verify("one key", read.sign("one key"))) {
                return read;
            }
        } catch (GeneralSecurityException | IllegalArgumentException | PolderException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    private static PolderException invalid(Exception cause) {
        return new PolderException(
                Code.CONFIG_INVALID,
                "The audit's signing key does not hold both halves of an Ed25519 key",
                "Restore the file from a backup; without it a new key is made, which earlier checkpoints do not have",
                cause);
    }

    /** Both halves, the private one first: a secret. */
    public String pem() {
        return Pem.text(LABEL, key.getEncoded()) + verifying.pem();
    }

    public VerifyingKey verifying() {
        return verifying;
    }

    String sign(String said) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(said.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
