package dev.polder.server.tls;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Keys and certificates as key stores in memory.
 *
 * <p>Every method throws CONFIG_INVALID with the file's name, and never what is in it, when a file does not hold what it should.
 */
public final class KeyMaterial {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final String ALIAS = "server";

    private KeyMaterial() {}

    /** A store with the server's key and its certificates, whose key has this password. */
    public static KeyStore keys(TlsConfig tls, char[] password) {
        if (tls.source() instanceof TlsConfig.Source.Pem pem) {
            return fromPem(pem, password);
        }
        return fromStore((TlsConfig.Source.Pkcs12) tls.source(), password);
    }

    /** A store of whom Java trusts and of these authorities. */
    public static KeyStore trust(Path authorities) {
        try {
            KeyStore store = empty();
            TrustManagerFactory defaults = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            defaults.init((KeyStore) null);
            int number = 0;
            for (Certificate known : ((X509TrustManager) defaults.getTrustManagers()[0]).getAcceptedIssuers()) {
                store.setCertificateEntry("java-" + number++, known);
            }
            for (Certificate own : certificates(authorities)) {
                store.setCertificateEntry("own-" + number++, own);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(authorities, "certificates in PEM", e);
        }
    }

    /** As a file of type PKCS12 holds it. */
    public static byte[] bytes(KeyStore store, char[] password) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            store.store(bytes, password);
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore fromPem(TlsConfig.Source.Pem pem, char[] password) {
        List<Certificate> chain = certificates(pem.certificate());
        PrivateKey key = key(pem.key());
        requirePair(chain.get(0), key, pem);
        try {
            KeyStore store = empty();
            store.setKeyEntry(ALIAS, key, password, chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(pem.key(), "the key of the certificate", e);
        }
    }

    /** A key of another certificate would be noticed by clients only, one by one. */
    private static void requirePair(Certificate certificate, PrivateKey key, TlsConfig.Source.Pem pem) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] sample = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            if (!signature.verify(signed)) {
                throw new GeneralSecurityException("not a pair");
            }
        } catch (GeneralSecurityException e) {
            throw unusable(pem.key(), "the key of the first certificate in " + pem.certificate(), e);
        }
    }

    private static KeyStore fromStore(TlsConfig.Source.Pkcs12 source, char[] password) {
        try (InputStream in = Files.newInputStream(source.keystore())) {
            char[] own = Files.readString(source.passwordFile()).strip().toCharArray();
            KeyStore given = KeyStore.getInstance("PKCS12");
            given.load(in, own);
            KeyStore store = empty();
            for (String alias : Collections.list(given.aliases())) {
                if (given.isKeyEntry(alias)) {
                    store.setKeyEntry(ALIAS, given.getKey(alias, own), password, given.getCertificateChain(alias));
                    return store;
                }
            }
            throw unusable(source.keystore(), "a private key with its certificates", new IOException("no key"));
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(source.keystore(), "a PKCS12 key store that the password of password-file opens", e);
        }
    }

    private static List<Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates = new ArrayList<>(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(in.readAllBytes())));
            if (certificates.isEmpty()) {
                throw new IOException("no certificate");
            }
            return certificates;
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(file, "certificates in PEM", e);
        }
    }

    private static PrivateKey key(Path file) {
        String what = "a private key in PEM, as PKCS#8 without a password (BEGIN PRIVATE KEY)";
        try {
            Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw unusable(file, what, new IOException("no key"));
            }
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            for (String algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (GeneralSecurityException another) {
                    // The key says which kind it is only to who can read that kind.
                }
            }
            throw unusable(file, what, new IOException("unknown kind of key"));
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, what, e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static PolderException unusable(Path file, String what, Exception cause) {
        return new PolderException(
                Code.CONFIG_INVALID,
                "The file " + file + " cannot be used for TLS",
                "Give a file that this user may read and that holds " + what,
                cause);
    }
}
