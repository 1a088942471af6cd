package dev.polder.server.query;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.query.Cancellation;
import dev.polder.query.PortCatalog;
import dev.polder.query.QueryEngine;
import dev.polder.query.QueryLimits;
import dev.polder.query.QueryResult;
import dev.polder.query.Reading;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.exc.JacksonIOException;

/**
 * {@code POST /v1/queries}. Nothing is answered before the first row is there, so that most refusals have their status. One that
 * comes later stands in the members {@code code}, {@code detail} and {@code remedy} at the end of a JSON answer; an NDJSON or CSV
 * answer is cut off, so that nobody takes it for whole.
 */
public final class QueryRoutes implements Routes, AutoCloseable {
    static final String SNAPSHOTS_HEADER = "Polder-Snapshots";

    private static final Logger LOG = LoggerFactory.getLogger(QueryRoutes.class);
    private static final int AT_ONCE = 8;

    /** What is asked; {@code maxRows} as many as the server allows when it is not there. */
    record QueryBody(String sql, Optional<Long> maxRows) {
        QueryBody {
            sql = Optional.ofNullable(sql)
                    .orElseThrow(() -> new PolderException(
                            Code.BODY_INVALID, "The body has no sql", "Send {\"sql\": \"SELECT …\"}"));
        }
    }

    private final QueryEngine engine;
    private final QueryLimits limits;
    private final Semaphore places;
    private final BiConsumer<String, Reading> answered;
    private final ClientWatch clients = new ClientWatch();

    /** @param answered told of every query that was answered to its end, with the principal who asked */
    public QueryRoutes(PortCatalog ports, BiConsumer<String, Reading> answered) {
        this(ports, QueryLimits.standard(), AT_ONCE, answered);
    }

    QueryRoutes(PortCatalog ports, QueryLimits limits, int atOnce, BiConsumer<String, Reading> answered) {
        this.answered = answered;
        this.engine = new QueryEngine(ports, limits);
        this.limits = limits;
        this.places = new Semaphore(atOnce);
    }

    @Override
    public void register(Router router) {
        router.post("/v1/queries", this::query, Access.CONSUMER);
    }

    private void query(Context context) throws IOException {
        AnswerFormat format = AnswerFormat.of(Optional.ofNullable(context.header("Accept")));
        QueryBody body = Json.read(context, QueryBody.class);
        long maxRows = body.maxRows().orElse(limits.rows());
        if (maxRows < 1) {
            throw new PolderException(Code.USAGE, "maxRows is " + maxRows, "Ask for one row or more");
        }
        if (!places.tryAcquire()) {
            context.header("Retry-After", "1");
            throw new PolderException(Code.OVERLOADED, "Too many queries are running", "Try again in a second");
        }
        Cancellation cancellation = new Cancellation();
        try (ClientWatch.Watched client = clients.watch(context, cancellation);
                QueryResult result = engine.run(body.sql(), maxRows, cancellation)) {
            boolean rows = result.next();
            client.close();
            if (answer(context, format, result, rows)) {
                answered.accept(Caller.of(context).name(), result.reading());
            }
        } catch (JacksonIOException | IOException e) {
            LOG.debug("A client left during a query", e);
        } catch (PolderException e) {
            if (e.code() == Code.NOT_READY) {
                context.header("Retry-After", "1");
            }
            throw e;
        } finally {
            places.release();
        }
    }

    /** Whether it was a success to its end. */
    private static boolean answer(Context context, AnswerFormat format, QueryResult result, boolean rows)
            throws IOException {
        context.status(200)
                .contentType(format.contentType())
                .header(SNAPSHOTS_HEADER, Json.text(SnapshotBody.of(result.snapshots())));
        OutputStream out = context.outputStream();
        switch (format) {
            case JSON -> {
                return new JsonAnswer(Json.stream(context)).write(result, rows);
            }
            case NDJSON -> new NdjsonAnswer(Json.mapper(), out).write(result, rows);
            case CSV -> new CsvAnswer(out).write(result, rows);
        }
        return true;
    }

    @Override
    public void close() {
        clients.close();
        engine.close();
    }
}
