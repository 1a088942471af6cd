package dev.polder.server.http;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** How large the bodies of requests may be, by route. */
final class BodyLimits {
    /** What a route takes of which nothing else is said. */
    static final long USUAL = 4L << 20;

    /** Sets of documents, tables' metadata, and what Polder's own programs report. */
    static final long DOCUMENTS = Json.MAX_BODY_BYTES;

    private static final List<String> OF_DOCUMENTS =
            List.of("/v1/mesh:", "/v1/contracts:", "/v1/policies", "/v1/internal/", "/iceberg/", "/schema-registry");
    /** Records go through as they come, each with a limit of its own. */
    private static final String RECORDS = "/records";

    /** Whoever sends more than this without being asked may miss the answer. */
    private static final long DRAINED = 64L << 20;

    private BodyLimits() {}

    static long of(String path) {
        if (path.endsWith(RECORDS)) {
            return Long.MAX_VALUE;
        }
        return OF_DOCUMENTS.stream().anyMatch(path::startsWith) ? DOCUMENTS : USUAL;
    }

    /** @throws PolderException BODY_TOO_LARGE when the request says that its body is larger than its route takes */
    static void check(Context context) {
        long limit = of(context.path());
        long length = context.req().getContentLengthLong();
        if (length > limit) {
            drain(context, length);
            throw new PolderException(
                    Code.BODY_TOO_LARGE,
                    "The body has " + length + " bytes, and this route takes " + limit,
                    "Split the request into smaller ones");
        }
    }

    /** Many clients listen only after they have sent everything. */
    private static void drain(Context context, long length) {
        try (InputStream body = context.req().getInputStream()) {
            body.skip(Math.min(length, DRAINED));
        } catch (IOException e) {
            // They have gone; the answer is for nobody.
        }
    }

    /** The request whose body ends with a failure where it becomes larger than its route takes, when it does not say its size. */
    static Request limited(Request request) {
        long limit = of(request.getHttpURI().getPath());
        return request.getLength() >= 0 || limit == Long.MAX_VALUE ? request : new Limited(request, limit);
    }

    private static final class Limited extends Request.Wrapper {
        private final long limit;
        private long read;

        Limited(Request request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return chunk;
            }
            read += chunk.remaining();
            if (read <= limit) {
                return chunk;
            }
            chunk.release();
            return Content.Chunk.from(new IOException("the body is larger than " + limit + " bytes"), true);
        }
    }
}
