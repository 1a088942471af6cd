package dev.polder.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that take more than is theirs: those whose requests come a byte now and then, which no idle time sees, and those
 * of a machine that has too many. Whoever is slow in reading an answer is the answer's to judge.
 */
final class ConnectionWatch implements Connection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** After this a body must have come at {@link #LEAST_BYTES_PER_SECOND} on average. */
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(60);

    private static final long LEAST_BYTES_PER_SECOND = 100;

    /** How far a request has come, and since when. */
    private static final class Seen {
        private Part part = Part.NONE;
        private long request;
        private long since;
        private long bytes;
    }

    private enum Part {
        /** No request, or one that is all there. */
        NONE,
        HEADERS,
        BODY
    }

    private final RequestLimits limits;
    private final Map<HttpConnection, Seen> connections = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> addresses = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "connections");
        made.setDaemon(true);
        return made;
    });

    ConnectionWatch(RequestLimits limits) {
        this.limits = limits;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            connections.put(http, new Seen());
            InetAddress address = address(connection);
            int open = addresses.merge(address, 1, Integer::sum);
            if (open > limits.connectionsPerAddress() && !address.isLoopbackAddress()) {
                connection.getEndPoint().close();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http && connections.remove(http) != null) {
            addresses.computeIfPresent(address(connection), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static InetAddress address(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private void look() {
        long now = System.nanoTime();
        connections.forEach((connection, seen) -> {
            try {
                if (isTooSlow(connection, seen, now)) {
                    LOG.debug(
                            "A request came too slowly from={}",
                            connection.getEndPoint().getRemoteSocketAddress());
                    connection.getEndPoint().close();
                }
            } catch (RuntimeException e) {
                LOG.warn("A connection cannot be watched problem={}", e.getMessage());
            }
        });
    }

    /** What other threads do meanwhile may be seen half; it is seen right a second later. */
    private boolean isTooSlow(HttpConnection connection, Seen seen, long now) {
        Part part = part(connection.getParser().getState());
        long request = connection.getMessagesIn();
        if (part != seen.part || request != seen.request) {
            seen.part = part;
            seen.request = request;
            seen.since = now;
            seen.bytes = connection.getBytesIn();
            return false;
        }
        Duration taken = Duration.ofNanos(now - seen.since);
        return switch (part) {
            case NONE -> false;
            case HEADERS -> taken.compareTo(limits.headersWithin()) > 0;
            case BODY ->
                taken.compareTo(BODY_PATIENCE) > 0
                        && connection.getBytesIn() - seen.bytes < taken.toSeconds() * LEAST_BYTES_PER_SECOND;
        };
    }

    private static Part part(HttpParser.State state) {
        return switch (state) {
            case METHOD, SPACE1, URI, SPACE2, REQUEST_VERSION, PROXY, HEADER -> Part.HEADERS;
            case CONTENT, EOF_CONTENT, CHUNKED_CONTENT, CHUNK_SIZE, CHUNK, CONTENT_END, TRAILER -> Part.BODY;
            default -> Part.NONE;
        };
    }
}
