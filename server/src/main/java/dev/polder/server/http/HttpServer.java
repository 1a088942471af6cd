package dev.polder.server.http;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server with the routes of all features. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MAX_THREADS = 200;
    /** How long nothing need come on a connection when there are too many. */
    private static final Duration CROWDED_IDLE = Duration.ofSeconds(2);

    private final HttpConfig config;
    private final Javalin javalin;
    private final Optional<ServerTls> tls;
    private final ConnectionWatch watch;
    private List<Router.Route> routes = List.of();

    public HttpServer(HttpConfig config, Identities identities, List<Routes> features) {
        this.config = config;
        this.tls = config.tls().map(ServerTls::new);
        this.watch = new ConnectionWatch(config.limits());
        Gatekeeper gatekeeper = new Gatekeeper(
                identities,
                config.allowedHosts(),
                new RequestShares(config.limits().requestsPerPrincipal()));
        this.javalin = Javalin.create(javalinConfig -> configure(javalinConfig, gatekeeper, features));
    }

    /** Binds and serves; returns at once. */
    public void start() {
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new PolderException(
                    Code.PORT_TAKEN,
                    "Port " + config.port() + " on " + config.host() + " is taken or may not be used",
                    "Stop the program that uses it, or choose another port with --port",
                    e);
        }
        tls.ifPresent(ServerTls::watch);
        watch.start();
        LOG.info("HTTP is up host={} port={} tls={}", config.host(), port(), tls.isPresent());
    }

    /** The port bound to. */
    public int port() {
        return javalin.port();
    }

    public String url() {
        return config.url(port());
    }

    /** Every route with who may call it. */
    public List<Router.Route> routes() {
        return routes;
    }

    @Override
    public void close() {
        javalin.stop();
        tls.ifPresent(ServerTls::close);
        watch.close();
    }

    private void configure(JavalinConfig javalinConfig, Gatekeeper gatekeeper, List<Routes> features) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.concurrency.useVirtualThreads = false;
        javalinConfig.http.maxRequestSize = Json.MAX_BODY_BYTES;
        // Callers are near; the time goes into the answer.
        javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
        javalinConfig.http.prefer405over404 = true;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("http");
        javalinConfig.jetty.threadPool = threads;
        javalinConfig.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(config.limits().headerBytes());
        });
        FollowUps followUps = new FollowUps(threads);
        Shortcuts shortcuts = new Shortcuts(gatekeeper, followUps);
        javalinConfig.jetty.modifyServer(server -> {
            server.setErrorHandler(HttpServer::answerUnparsable);
            server.setHandler(shortcuts);
        });
        javalinConfig.jetty.addConnector((server, http) -> connector(server, http, followUps));
        javalinConfig.routes.before(context -> {
            SecurityHeaders.set(context);
            gatekeeper.checkHost(context);
            BodyLimits.check(context);
        });
        javalinConfig.routes.exception(
                PolderException.class, (e, context) -> answer(context, gatekeeper.kept(context, e)));
        javalinConfig.routes.exception(HttpResponseException.class, (e, context) -> answerUnrouted(context, e));
        javalinConfig.routes.exception(Exception.class, (e, context) -> answerDefect(context, e));
        javalinConfig.router.javaLangErrorHandler(HttpServer::answerError);
        Router router = new Router(javalinConfig.routes, gatekeeper, shortcuts);
        features.forEach(feature -> feature.register(router));
        routes = router.registered();
        refuseTwins(routes);
    }

    private Connector connector(Server server, HttpConfiguration http, FollowUps followUps) {
        HttpConnectionFactory connections = new HttpConnectionFactory(http);
        // A body of 64 KiB is one system call, not eight. Connections that have nothing to say give the buffer back.
        connections.setInputBufferSize(Shortcuts.LARGEST_BODY);
        ServerConnector connector =
                new ServerConnector(server, followUps, null, null, -1, -1, secured(http, connections));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(config.limits().idle().toMillis());
        connector.addBean(watch);
        NetworkConnectionLimit most = new NetworkConnectionLimit(config.limits().connections(), connector);
        most.setEndPointIdleTimeout(CROWDED_IDLE.toMillis());
        connector.addBean(most);
        return connector;
    }

    /** How a connection begins: with TLS when there is a key. */
    private ConnectionFactory[] secured(HttpConfiguration http, HttpConnectionFactory connections) {
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {connections};
        }
        http.addCustomizer(ServerTls.strictTransport());
        return new ConnectionFactory[] {
            new SslConnectionFactory(tls.get().contexts(), connections.getProtocol()), connections
        };
    }

    private static void refuseTwins(List<Router.Route> routes) {
        Set<String> seen = new HashSet<>();
        for (Router.Route route : routes) {
            if (!seen.add(route.method() + " " + route.path())) {
                throw new IllegalStateException("registered twice: " + route.method() + " " + route.path());
            }
        }
    }

    private static void answer(Context context, PolderException refusal) {
        if (refusal.code() == Code.INTERNAL) {
            answerDefect(context, refusal);
        } else if (!abortedIfCommitted(context)) {
            Problem.of(refusal).write(context);
        }
    }

    /** What Javalin itself refuses: no such route, a method the route does not have, a body that is too large. */
    private static void answerUnrouted(Context context, HttpResponseException refusal) {
        int status = refusal.getStatus();
        if (status == 405) {
            refusal.getDetails().forEach((name, value) -> {
                if (name.startsWith("availableMethods") || name.equalsIgnoreCase("Allow")) {
                    context.header("Allow", value);
                }
            });
            Problem.of(
                            405,
                            new PolderException(
                                    Code.USAGE,
                                    context.path() + " does not take " + context.method(),
                                    "See /openapi.yaml for what it takes"))
                    .write(context);
        } else if (status == 413) {
            Problem.of(new PolderException(
                            Code.BODY_TOO_LARGE, "The body is too large", "Split the request into smaller ones"))
                    .write(context);
        } else if (status == 404) {
            Problem.of(new PolderException(
                            Code.NOT_FOUND,
                            "There is nothing at " + context.path(),
                            "See /openapi.yaml for what there is"))
                    .write(context);
        } else if (status < 500) {
            Problem.of(status, new PolderException(Code.USAGE, refusal.getMessage(), "See /openapi.yaml"))
                    .write(context);
        } else {
            answerDefect(context, refusal);
        }
    }

    private static void answerDefect(Context context, Exception defect) {
        String incident = UUID.randomUUID().toString();
        LOG.error(
                "A request failed incident={} method={} path={}",
                incident,
                context.method(),
                context.endpoint().path,
                defect);
        if (!abortedIfCommitted(context)) {
            Problem.ofDefect(incident).write(context);
        }
    }

    /** What no code here is made for, such as a stack that has no end. */
    private static void answerError(HttpServletResponse response, Error error) {
        String incident = UUID.randomUUID().toString();
        LOG.error("A request failed incident={}", incident, error);
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        SecurityHeaders.FIELDS.forEach(field -> response.setHeader(field.getName(), field.getValue()));
        response.setStatus(500);
        response.setContentType(Problem.CONTENT_TYPE);
        try {
            response.getOutputStream().write(Json.bytes(Problem.ofDefect(incident)));
        } catch (IOException e) {
            LOG.debug("Nobody waits for the answer any more", e);
        }
    }

    /** An answer that has begun cannot become a refusal; it is cut off, so that nobody takes it for whole. */
    private static boolean abortedIfCommitted(Context context) {
        if (!context.res().isCommitted()) {
            context.res().resetBuffer();
            return false;
        }
        Connections.abort(context);
        return true;
    }

    /** What Jetty refuses before there is a request that routes could see. */
    private static boolean answerUnparsable(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : 400;
        Problem problem = Problem.of(status, unparsable(status));
        SecurityHeaders.FIELDS.forEach(response.getHeaders()::put);
        response.getHeaders().put("Content-Type", Problem.CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(Json.bytes(problem)), callback);
        return true;
    }

    private static PolderException unparsable(int status) {
        return switch (status) {
            case 431 ->
                new PolderException(
                        Code.USAGE,
                        "The request's headers are too large",
                        "Send fewer or shorter headers, and cookies");
            case 414 -> new PolderException(Code.USAGE, "The request's address is too long", "Shorten its parameters");
            case 408 -> new PolderException(Code.USAGE, "The request came too slowly", "Send it again");
            default ->
                new PolderException(Code.USAGE, "The request is not valid HTTP for this server", "Check the request");
        };
    }
}
