package dev.polder.server.runs;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.NamedPort;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortName;
import dev.polder.core.name.ProductName;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.runs.PostgresRunStore.Position;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs for people: what ran, and running something now. */
public final class RunRoutes implements Routes {
    private final RunService runs;
    private final AuditTrail audit;
    private final Clock clock;

    public RunRoutes(RunService runs, AuditTrail audit, Clock clock) {
        this.runs = runs;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void register(Router router) {
        router.get("/v1/runs", this::list, Access.CONSUMER);
        router.post("/v1/domains/{domain}/products/{product}/ports/{port}:run", this::run, Access.DEVELOPER);
    }

    private void list(Context context) {
        PageRequest page = PageRequest.of(context);
        Optional<String> port = Optional.ofNullable(context.queryParam("port"))
                .map(text -> NamedPort.parse(text).toString());
        var found = runs.store().list(port, page.after().map(RunRoutes::position), page.size() + 1);
        Json.write(
                context,
                Page.of(found, page, run -> run.queuedAt() + " " + run.id()).map(RunBody::of));
    }

    private void run(Context context) {
        PortAddress port = new PortAddress(
                new DomainName(context.pathParam("domain")),
                new ProductName(context.pathParam("product")),
                new PortName(context.pathParam("port")));
        audit.record(new AuditEvent(
                clock.instant(),
                Caller.of(context).name(),
                "run",
                Optional.of(port.toString()),
                Outcome.ALLOWED,
                Map.of()));
        Run run = runs.request(port);
        Json.write(context, 202, RunBody.of(run));
    }

    private static Position position(String text) {
        try {
            String[] parts = text.split(" ", 2);
            return new Position(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw PageRequest.unknownToken(e);
        }
    }
}
