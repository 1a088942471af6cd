package dev.polder.server.query;

import dev.polder.query.Cancellation;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;

/**
 * Cancels queries whose clients have gone. While a query computes, nothing is written that could fail, and Jetty does not read
 * before a request is answered; so this looks whether the connection has ended. A client that sends its next request before the
 * answer to this one came is taken for gone too.
 */
final class ClientWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 500;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "query-clients");
        thread.setDaemon(true);
        return thread;
    });

    /** A client that is watched until this is closed; after that nothing is read from its connection. */
    final class Watched implements AutoCloseable {
        private final Optional<SocketChannelEndPoint> connection;
        private final Cancellation cancellation;
        private final ScheduledFuture<?> looking;
        private boolean closed;

        private Watched(Optional<SocketChannelEndPoint> connection, Cancellation cancellation) {
            this.connection = connection;
            this.cancellation = cancellation;
            this.looking = clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }

        private synchronized void look() {
            if (!closed && connection.filter(ClientWatch::hasLeft).isPresent()) {
                cancellation.cancel();
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            looking.cancel(false);
        }
    }

    Watched watch(Context context, Cancellation cancellation) {
        return new Watched(connection(context), cancellation);
    }

    private static Optional<SocketChannelEndPoint> connection(Context context) {
        EndPoint endPoint = ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        return endPoint instanceof SocketChannelEndPoint socket ? Optional.of(socket) : Optional.empty();
    }

    private static boolean hasLeft(SocketChannelEndPoint connection) {
        try {
            return connection.getChannel().read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
