package dev.polder.server.http;

import dev.polder.server.tls.KeyMaterial;
import dev.polder.server.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's side of TLS. New connections use a key and certificates that were replaced within {@link #INTERVAL}. */
final class ServerTls implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration STRICT_TRANSPORT = Duration.ofDays(365);

    private final TlsConfig config;
    private final SslContextFactory.Server contexts = new SslContextFactory.Server();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "tls");
        made.setDaemon(true);
        return made;
    });
    private List<FileTime> seen;

    /** @throws dev.polder.core.problem.PolderException CONFIG_INVALID when the files cannot be used */
    ServerTls(TlsConfig config) {
        this.config = config;
        this.seen = times();
        use(contexts);
        contexts.setIncludeProtocols(TlsConfig.PROTOCOLS.toArray(String[]::new));
        contexts.setIncludeCipherSuites(TlsConfig.CIPHERS.toArray(String[]::new));
        contexts.setExcludeCipherSuites();
        contexts.setRenegotiationAllowed(false);
    }

    SslContextFactory.Server contexts() {
        return contexts;
    }

    /** Tells browsers to come by TLS only. Names are checked by who answers for them: the Host header, against http.names. */
    static HttpConfiguration.Customizer strictTransport() {
        return new SecureRequestCustomizer(false, false, STRICT_TRANSPORT.toSeconds(), false);
    }

    /** Follows changes of the files from now on. */
    void watch() {
        thread.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            List<FileTime> now = times();
            if (!now.equals(seen)) {
                contexts.reload(this::use);
                seen = now;
                LOG.info("The server's certificate was read again");
            }
        } catch (Exception e) {
            // Files are replaced one after the other: until they fit together the present ones stay.
            LOG.warn("The server's new certificate cannot be used yet problem={}", e.getMessage());
        }
    }

    private void use(SslContextFactory factory) {
        String password = UUID.randomUUID().toString();
        factory.setKeyStore(KeyMaterial.keys(config, password.toCharArray()));
        factory.setKeyStorePassword(password);
        factory.setKeyManagerPassword(password);
    }

    private List<FileTime> times() {
        List<FileTime> times = new ArrayList<>();
        for (Path file : config.source().files()) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (IOException absent) {
                times.add(FileTime.fromMillis(0));
            }
        }
        return times;
    }
}
