package dev.polder.server.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code tls} of a listener.
 *
 * @param ca certificates, PEM, of the authorities that this machine's own clients shall trust; those that Java trusts when absent
 */
public record TlsConfig(Source source, Optional<Path> ca) {
    /** Old versions are not spoken. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Those with forward secrecy and authenticated encryption, by their names in Java. */
    public static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Where key and certificates are. */
    public sealed interface Source {
        /** The files that they are in. */
        List<Path> files();

        /**
         * PEM files.
         *
         * @param certificate the server's own first, then those that vouch for it
         * @param key in PKCS#8, without a password
         */
        record Pem(Path certificate, Path key) implements Source {
            @Override
            public List<Path> files() {
                return List.of(certificate, key);
            }
        }

        /** A key store with one key. */
        record Pkcs12(Path keystore, Path passwordFile) implements Source {
            @Override
            public List<Path> files() {
                return List.of(keystore, passwordFile);
            }
        }
    }

    public TlsConfig {
        Objects.requireNonNull(source);
        Objects.requireNonNull(ca);
    }

    /** All files that are read. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(source.files());
        ca.ifPresent(files::add);
        return files;
    }
}
