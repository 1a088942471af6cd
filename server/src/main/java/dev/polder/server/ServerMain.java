package dev.polder.server;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.query.MaskKey;
import dev.polder.server.catalog.MeshCatalog;
import dev.polder.server.config.ServerConfig;
import dev.polder.server.database.Database;
import dev.polder.server.embedded.DataDirectory;
import dev.polder.server.embedded.EmbeddedParts;
import dev.polder.server.embedded.Heartbeat;
import dev.polder.server.embedded.PartStatus;
import dev.polder.server.embedded.SecretFile;
import dev.polder.server.http.Health;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.Tokens;
import dev.polder.server.tls.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server program. Runs until it gets SIGTERM or SIGINT; then everything it started is stopped in order.
 *
 * <p>Exit status 3 and one line {@code CODE message → remedy} per problem on standard error when it cannot start.
 */
public final class ServerMain {
    private static final Logger LOG = LoggerFactory.getLogger(ServerMain.class);
    private static final int REFUSED = 3;
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(150);

    private final Instant started = Instant.now();

    /** What must be closed, the newest first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private boolean stopping;

    private ServerMain() {}

    /** @param arguments {@code --data DIR [--port N] [--config FILE]} */
    public static void main(String[] arguments) throws InterruptedException {
        ServerMain server = new ServerMain();
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            closed.countDown();
                        },
                        "stop"));
        try {
            server.start(ServerArguments.parse(arguments));
        } catch (PolderException refusal) {
            report(refusal);
            System.exit(REFUSED);
        } catch (RuntimeException defect) {
            LOG.error("The server could not start", defect);
            report(new PolderException(
                    Code.INTERNAL, "The server could not start: " + defect.getMessage(), "See its log", defect));
            System.exit(REFUSED);
        }
        closed.await();
    }

    private void start(ServerArguments arguments) throws InterruptedException {
        DataDirectory data = opened(DataDirectory.open(arguments.data()));
        ServerConfig config = ServerConfig.find(arguments.config(), data.path(), arguments.port());
        Tokens tokens = Tokens.in(data.path());
        Heartbeat heartbeat = new Heartbeat();
        EmbeddedParts parts = opened(EmbeddedParts.start(home(), config, data, heartbeat));
        parts.awaitDatabase(DATABASE_PATIENCE);
        Database database = opened(Database.open(parts.database()));
        MeshCatalog catalog = opened(MeshCatalog.open(
                parts.database().url(),
                parts.database().user(),
                parts.database().password(),
                config.warehouse().directory(data.path())));
        Features features = opened(new Features(
                database,
                catalog,
                parts.kafka(),
                config.gateway(),
                config.audit().in(data.path()),
                tokens,
                config.identity(),
                maskKey(data.secrets()),
                () -> health(parts),
                heartbeat::heard,
                config.privacy(data.path()),
                Clock.systemUTC()));
        HttpServer http = opened(new HttpServer(config.http(), features.identities(), features.routes()));
        http.start();
        features.start();
        // Closed first: the process reports its last work to a server that still answers.
        opened((AutoCloseable) parts::stopProcess);
        data.publish(URI.create(http.url()), config.http().tls().flatMap(TlsConfig::ca));
        LOG.info(
                "The server is up url={} data={} took={}",
                http.url(),
                data.path(),
                Duration.between(started, Instant.now()));
    }

    /** Remembers what must be closed. While the server stops nothing new is kept open: the start ends here then. */
    private <T extends AutoCloseable> T opened(T resource) throws InterruptedException {
        synchronized (opened) {
            if (!stopping) {
                opened.push(resource);
                return resource;
            }
        }
        close(resource);
        throw new InterruptedException("the server stops");
    }

    private void close() {
        while (true) {
            Optional<AutoCloseable> next;
            synchronized (opened) {
                stopping = true;
                next = Optional.ofNullable(opened.poll());
            }
            if (next.isEmpty()) {
                return;
            }
            close(next.get());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("Something did not close cleanly", e);
        }
    }

    private List<Health.Part> health(EmbeddedParts parts) {
        List<Health.Part> health = new ArrayList<>();
        health.add(new Health.Part(
                "server",
                Health.State.READY,
                Optional.of(ProcessHandle.current().pid()),
                started,
                0,
                Optional.empty()));
        parts.parts().forEach(part -> health.add(health(part)));
        return health;
    }

    private static Health.Part health(PartStatus part) {
        Health.State state = switch (part.state()) {
            case READY -> Health.State.READY;
            case STARTING -> Health.State.STARTING;
            case BACKING_OFF -> Health.State.FAILED;
            case STOPPING, STOPPED -> Health.State.STOPPED;
        };
        return new Health.Part(part.name(), state, part.pid(), part.since(), part.restarts(), part.message());
    }

    /** What the digests of masked values are made with: made once, and then kept, so that they stay the same. */
    private static MaskKey maskKey(Path secrets) {
        Path file = secrets.resolve("mask.key");
        try {
            return MaskKey.of(SecretFile.readOrCreate(file));
        } catch (IOException e) {
            throw new PolderException(
                    Code.DATA_DIRECTORY,
                    "The key of masks " + file + " cannot be used: " + e.getMessage(),
                    "Give the user that runs the server access to the data directory",
                    e);
        }
    }

    private static Path home() {
        return Optional.ofNullable(System.getProperty("polder.home"))
                .map(Path::of)
                .orElseThrow(() -> new PolderException(
                        Code.USAGE, "The server is not told where Polder is installed", "Start it with polder up"));
    }

    private static void report(PolderException refusal) {
        for (Finding finding : refusal.findings()) {
            System.err.println(finding);
        }
        System.err.println(refusal.code() + " " + refusal.getMessage() + " → " + refusal.remedy());
    }
}
