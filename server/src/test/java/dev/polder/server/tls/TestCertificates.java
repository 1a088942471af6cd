package dev.polder.server.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** An authority of a test, and a certificate of it for this machine, made with the JDK's keytool. */
public final class TestCertificates {
    private static final String PASSWORD = "of-the-test";

    private final Path directory;

    /** @param directory where the files are made */
    public TestCertificates(Path directory) {
        this.directory = directory;
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "ca", "-dname", "CN=Authority", "-ext", "bc:c");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "ca",
                "-file",
                directory.resolve("ca.pem").toString());
        issue("server");
    }

    /** A new key and a certificate for it, for localhost, in the files that {@link #pem} names. */
    public void issue(String name) {
        keytool("-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name);
        keytool("-certreq", "-alias", name, "-file", file("request"));
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                file("request"),
                "-outfile",
                file("issued"),
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        keytool("-importcert", "-alias", name, "-file", file("issued"), "-noprompt");
        try {
            KeyStore store = KeyStore.getInstance(directory.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
            write(
                    "server.key",
                    "PRIVATE KEY",
                    store.getKey(name, PASSWORD.toCharArray()).getEncoded());
            write("server.pem", "CERTIFICATE", store.getCertificate(name).getEncoded());
            Files.writeString(directory.resolve("keys.password"), PASSWORD + "\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    public Path ca() {
        return directory.resolve("ca.pem");
    }

    public TlsConfig pem() {
        return new TlsConfig(
                new TlsConfig.Source.Pem(directory.resolve("server.pem"), directory.resolve("server.key")),
                Optional.of(ca()));
    }

    /** The same key and certificate in a key store. */
    public TlsConfig pkcs12() {
        char[] password = PASSWORD.toCharArray();
        Path store = directory.resolve("server.p12");
        try {
            Files.write(store, KeyMaterial.bytes(KeyMaterial.keys(pem(), password), password));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new TlsConfig(new TlsConfig.Source.Pkcs12(store, directory.resolve("keys.password")), Optional.of(ca()));
    }

    /** Whom a client trusts that knows the authority. */
    public KeyStore trust() {
        return KeyMaterial.trust(ca());
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                directory.resolve(name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file("keys.p12"), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
