package dev.polder.server.query;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Purpose;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.query.Cancellation;
import dev.polder.query.MaskKey;
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
import java.time.Clock;
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
    record QueryBody(String sql, Optional<Long> maxRows, Optional<String> purpose) {
        QueryBody {
            sql = Optional.ofNullable(sql)
                    .orElseThrow(() -> new PolderException(
                            Code.BODY_INVALID, "The body has no sql", "Send {\"sql\": \"SELECT …\"}"));
            purpose = Purpose.said(purpose).map(Purpose::value);
        }
    }

    private final QueryEngine engine;
    private final PortCatalog ports;
    private final Decider decider;
    private final AuditTrail audit;
    private final Clock clock;
    private final QueryLimits limits;
    private final Semaphore places;
    private final BiConsumer<String, Reading> answered;
    private final ClientWatch clients = new ClientWatch();
    private final RunningQueries running = new RunningQueries();

    /** @param answered told of every query that was answered to its end, with the principal who asked */
    public QueryRoutes(
            PortCatalog ports,
            Decider decider,
            AuditTrail audit,
            MaskKey key,
            BiConsumer<String, Reading> answered,
            Clock clock) {
        this(ports, decider, audit, key, QueryLimits.standard(), AT_ONCE, answered, clock);
    }

    QueryRoutes(
            PortCatalog ports,
            Decider decider,
            AuditTrail audit,
            MaskKey key,
            QueryLimits limits,
            int atOnce,
            BiConsumer<String, Reading> answered,
            Clock clock) {
        this.ports = ports;
        this.decider = decider;
        this.audit = audit;
        this.answered = answered;
        this.clock = clock;
        this.engine = new QueryEngine(limits, key);
        this.limits = limits;
        this.places = new Semaphore(atOnce);
    }

    @Override
    public void register(Router router) {
        router.post("/v1/queries", Caller.recordsRefusals(this::query), Access.CONSUMER);
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
        GovernedPorts governed =
                new GovernedPorts(ports, decider, Caller.of(context), Caller.still(context), body.purpose(), clock);
        try {
            run(context, format, body.sql(), maxRows, governed);
        } catch (PolderException e) {
            if (e.code() == Code.NOT_READY) {
                context.header("Retry-After", "1");
            }
            throw e;
        } finally {
            places.release();
        }
    }

    private void run(Context context, AnswerFormat format, String sql, long maxRows, GovernedPorts governed) {
        QueryAudit trace = new QueryAudit(audit, governed, clock);
        Cancellation cancellation = new Cancellation();
        try (RunningQueries.Watched decisions = running.watch(governed, cancellation);
                ClientWatch.Watched client = clients.watch(context, cancellation);
                QueryResult result = engine.run(governed, sql, maxRows, cancellation)) {
            boolean rows = result.next();
            client.close();
            trace.begins(result);
            answer(context, format, result, rows, trace);
        } catch (PolderException e) {
            trace.refused(e);
            throw e;
        }
    }

    private void answer(Context context, AnswerFormat format, QueryResult result, boolean rows, QueryAudit trace) {
        try {
            Optional<PolderException> failure = write(context, format, result, rows);
            if (failure.isPresent()) {
                trace.broke(result, failure.get().code().name());
            } else {
                trace.ended(result);
                answered.accept(Caller.of(context).name(), result.reading());
            }
        } catch (PolderException e) {
            trace.broke(result, e.code().name());
            throw e;
        } catch (JacksonIOException | IOException e) {
            trace.broke(result, "the client left");
            LOG.debug("A client left during a query", e);
        }
    }

    /** What came in between, if the answer could say it; the other forms are cut off. */
    private static Optional<PolderException> write(
            Context context, AnswerFormat format, QueryResult result, boolean rows) throws IOException {
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
        return Optional.empty();
    }

    @Override
    public void close() {
        running.close();
        clients.close();
        engine.close();
    }
}
