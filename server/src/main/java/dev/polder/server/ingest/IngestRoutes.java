package dev.polder.server.ingest;

import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.RecordFormat;
import dev.polder.server.database.Database;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.http.SmallRequest;
import dev.polder.server.privacy.PortSeals;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code POST …/ports/{port}/records}. */
public final class IngestRoutes implements Routes {
    private static final int LONGEST_KEY = 200;
    private static final long MOST_DRAINED = 64L * 1024 * 1024;

    private final IngestService service;

    /**
     * @param records writes what is accepted; stays the caller's to close
     * @param letters writes what is refused; stays the caller's to close
     * @param drift told of fields that contracts do not have
     * @param seals encrypts columns and dead letters
     */
    public IngestRoutes(
            PortLookup ports,
            RecordWriter records,
            TopicWriter letters,
            Database database,
            DriftKeeper drift,
            PortSeals seals,
            Clock clock) {
        this(new IngestService(ports, records, letters, new PostgresIdempotencyStore(database, clock), drift, seals));
    }

    IngestRoutes(IngestService service) {
        this.service = service;
    }

    @Override
    public void register(Router router) {
        router.post(
                "/v1/domains/{domain}/products/{product}/ports/{port}/records",
                this::post,
                this::takeAtOnce,
                Access.DEVELOPER);
    }

    /** Most small bodies: in every other case {@link #post} finds out what to do. */
    private boolean takeAtOnce(SmallRequest request) {
        if (request.header("Idempotency-Key").isPresent()) {
            return false;
        }
        String[] path = request.path().split("/");
        try {
            PortAddress address = PortAddress.parse(path[3] + "." + path[5] + "." + path[7]);
            RecordFormat format = BodyType.format(request.header("Content-Type"));
            return service.takeAtOnce(address, format, request.body(), new SmallDelivery.Answering() {
                @Override
                public void written(IngestAnswer answer) {
                    request.answer(answer);
                }

                @Override
                public void failed(PolderException refusal) {
                    request.refuse(refusal, retryAfter(refusal.code()));
                }
            });
        } catch (PolderException e) {
            return false;
        }
    }

    private void post(Context context) {
        try {
            take(context);
        } catch (PolderException e) {
            retryAfter(e.code()).ifPresent(seconds -> context.header("Retry-After", Integer.toString(seconds)));
            throw e;
        } finally {
            drain(context);
        }
    }

    /** In seconds. */
    private static OptionalInt retryAfter(Code code) {
        if (code == Code.NOT_READY || code == Code.OVERLOADED) {
            return OptionalInt.of(1);
        }
        return code == Code.UNAVAILABLE ? OptionalInt.of(5) : OptionalInt.empty();
    }

    private void take(Context context) {
        PortPath path = PortPath.of(context);
        RecordFormat format = BodyType.format(Optional.ofNullable(context.header("Content-Type")));
        Optional<String> key = key(context);
        try (InputStream body = RequestBody.open(context)) {
            String source = "http:" + Caller.of(context).name();
            IngestService.Outcome outcome =
                    service.take(new IngestService.Request(path.address(), path.major(), format, body, source, key));
            if (outcome.replayed()) {
                context.header("Idempotency-Replayed", "true");
            }
            Json.write(context, outcome.answer());
        } catch (IOException e) {
            throw new PolderException(
                    Code.BODY_INVALID, "The body cannot be read", "Send it again, as its headers say it is", e);
        }
    }

    /**
     * Reads what nobody wanted. A client that still sends when the connection is closed sees a reset connection in place of the
     * answer.
     */
    private static void drain(Context context) {
        try {
            InputStream body = context.req().getInputStream();
            if (body.read() < 0) {
                return;
            }
            byte[] unwanted = new byte[64 * 1024];
            int count = 0;
            for (long drained = 0; count >= 0 && drained < MOST_DRAINED; drained += count) {
                count = body.read(unwanted);
            }
        } catch (IOException e) {
            // The client is gone, which is as good.
        }
    }

    private static Optional<String> key(Context context) {
        Optional<String> key = Optional.ofNullable(context.header("Idempotency-Key"));
        if (key.isPresent()
                && (key.get().isBlank()
                        || key.get().length() > LONGEST_KEY
                        || !key.get().chars().allMatch(c -> c >= ' ' && c <= '~'))) {
            throw new PolderException(
                    Code.USAGE,
                    "The Idempotency-Key is empty, longer than " + LONGEST_KEY + " characters, or not ASCII",
                    "Use a UUID or a digest of the body");
        }
        return key;
    }
}
