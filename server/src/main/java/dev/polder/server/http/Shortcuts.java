package dev.polder.server.http;

import dev.polder.core.access.Principal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the routes. Small requests for a {@link Shortcut} are read and handed to it by the thread that hears the network,
 * without a thread of their own; everything else, and what the shortcut leaves, goes to a thread of the pool and to the routes.
 */
final class Shortcuts extends Handler.Wrapper {
    /** What fits into a connection's buffer arrives in one piece. */
    static final int LARGEST_BODY = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Shortcuts.class);
    /** Bodies that are being read; with more, further ones go the usual way. */
    private static final long MOST_MEMORY = 16L * 1024 * 1024;

    private static final String METHOD = "POST";

    /** One that a route has. */
    private record Way(List<String> path, Set<Access> access, Shortcut shortcut) {
        /** The segment of a path that leads here which names the domain. */
        Optional<String> domain(String wanted) {
            int segment = path.indexOf("{" + Access.DOMAIN + "}");
            if (segment < 0) {
                return Optional.empty();
            }
            int start = 0;
            for (int i = 0; i < segment; i++) {
                start = wanted.indexOf('/', start + 1);
            }
            int end = wanted.indexOf('/', start + 1);
            return Optional.of(wanted.substring(start + 1, end < 0 ? wanted.length() : end));
        }

        boolean leadsTo(String wanted) {
            int at = 0;
            for (String segment : path) {
                int end = wanted.indexOf('/', at + 1);
                end = end < 0 ? wanted.length() : end;
                boolean parameter = segment.startsWith("{");
                boolean same = parameter
                        ? end > at + 1
                        : end - at - 1 == segment.length() && wanted.startsWith(segment, at + 1);
                if (at >= wanted.length() || !same) {
                    return false;
                }
                at = end;
            }
            return at == wanted.length();
        }
    }

    private final Gatekeeper gatekeeper;
    private final FollowUps followUps;
    private final List<Way> ways = new ArrayList<>();
    private final AtomicLong memory = new AtomicLong();

    Shortcuts(Gatekeeper gatekeeper, FollowUps followUps) {
        this.gatekeeper = gatekeeper;
        this.followUps = followUps;
    }

    /** @param path of a route that takes POST, with {@code {name}} for one segment */
    void add(String path, Set<Access> access, Shortcut shortcut) {
        ways.add(new Way(List.of(path.substring(1).split("/")), access, shortcut));
    }

    /** Nothing here waits, so that the thread that reads need not look for another one first. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Way> way = way(request);
        Optional<Principal> principal = way.flatMap(found -> gatekeeper.admit(
                request.getHeaders(),
                Request.getRemoteAddr(request),
                found.access(),
                found.domain(request.getHttpURI().getPath())));
        if (principal.isEmpty() || !reserve(request.getLength())) {
            goOn(request, response, callback);
        } else {
            // While records are on their way to Kafka nothing is heard on the connection, for as long as Kafka is
            // waited for.
            request.addIdleTimeoutListener(timeout -> false);
            new Reading(way.get(), principal.get(), request, response, callback).run();
        }
        return true;
    }

    private Optional<Way> way(Request request) {
        long length = request.getLength();
        String path = request.getHttpURI().getPath();
        boolean plain = METHOD.equals(request.getMethod())
                && length > 0
                && length <= LARGEST_BODY
                && request.getHttpURI().getQuery() == null
                && path.indexOf('%') < 0
                && path.indexOf(';') < 0;
        if (!plain || isSpecial(request.getHeaders())) {
            return Optional.empty();
        }
        for (Way way : ways) {
            if (way.leadsTo(path)) {
                return Optional.of(way);
            }
        }
        return Optional.empty();
    }

    private static boolean isSpecial(HttpFields headers) {
        return headers.contains(HttpHeader.CONTENT_ENCODING)
                || headers.contains(HttpHeader.EXPECT)
                || headers.contains(HttpHeader.TRANSFER_ENCODING);
    }

    private boolean reserve(long bytes) {
        if (memory.addAndGet(bytes) <= MOST_MEMORY) {
            return true;
        }
        memory.addAndGet(-bytes);
        return false;
    }

    private void goOn(Request request, Response response, Callback callback) {
        getServer().getThreadPool().execute(() -> {
            try {
                if (!super.handle(BodyLimits.limited(request), response, callback)) {
                    Response.writeError(request, response, callback, 404);
                }
            } catch (Exception e) {
                Response.writeError(request, response, callback, e);
            }
        });
    }

    /** Reads a body as it comes; run again when more is there. */
    private final class Reading implements Task {
        private final Way way;
        private final Principal principal;
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final byte[] body;
        private int length;

        Reading(Way way, Principal principal, Request request, Response response, Callback callback) {
            this.way = way;
            this.principal = principal;
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.body = new byte[(int) request.getLength()];
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    leave(chunk);
                    return;
                }
                int count = chunk.remaining();
                chunk.getByteBuffer().get(body, length, count);
                length += count;
                boolean last = chunk.isLast();
                chunk.release();
                if (last) {
                    finish();
                    return;
                }
            }
        }

        private void finish() {
            SmallRequest small = new SmallRequest(
                    request.getHttpURI().getPath(),
                    request.getHeaders(),
                    principal,
                    body,
                    length,
                    response,
                    callback,
                    followUps);
            boolean taken = false;
            try {
                taken = way.shortcut().take(small);
            } catch (RuntimeException e) {
                LOG.error("A shortcut failed, the request goes the usual way", e);
            }
            if (taken) {
                memory.addAndGet(-body.length);
            } else {
                leave(Content.Chunk.EOF);
            }
        }

        /** The usual way, with what was read and what came then. */
        private void leave(Content.Chunk end) {
            memory.addAndGet(-body.length);
            Content.Chunk read = Content.Chunk.from(ByteBuffer.wrap(body, 0, length), false);
            goOn(new ReadRequest(request, List.of(read, end)), response, callback);
        }
    }

    /** A request whose body was read already. For one thread at a time. */
    private static final class ReadRequest extends Request.Wrapper {
        private final List<Content.Chunk> chunks;
        private int next;

        ReadRequest(Request request, List<Content.Chunk> chunks) {
            super(request);
            this.chunks = chunks;
        }

        @Override
        public Content.Chunk read() {
            return chunks.get(Math.min(next++, chunks.size() - 1));
        }

        @Override
        public void demand(Runnable available) {
            available.run();
        }

        @Override
        public boolean consumeAvailable() {
            next = chunks.size() - 1;
            return super.consumeAvailable();
        }
    }
}
