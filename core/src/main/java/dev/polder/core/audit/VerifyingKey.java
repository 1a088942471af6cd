package dev.polder.core.audit;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** The public half of an {@link AuditKey}: tells whether a checkpoint is genuine, and may be given to anybody. */
public final class VerifyingKey {
    private static final String LABEL = "PUBLIC KEY";

    private final PublicKey key;

    VerifyingKey(PublicKey key) {
        this.key = key;
    }

    /** @throws PolderException USAGE when the text holds no Ed25519 public key in PEM */
    public static VerifyingKey ofPem(String text) {
        try {
            byte[] encoded = Pem.block(text, LABEL);
            return new VerifyingKey(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new PolderException(
                    Code.USAGE, "This is no Ed25519 public key in PEM", "Use what 'polder audit key' prints", e);
        }
    }

    public String pem() {
        return Pem.text(LABEL, key.getEncoded());
    }

    /** The first 16 hexadecimal digits of the SHA-256 of the key's X.509 form: says which key, not whether it is right. */
    public String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean verify(String said, String signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(said.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (SignatureException | IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
