package dev.polder.server.runs;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Access;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/** What the processing program talks to. */
public final class WorkerRoutes implements Routes {
    private final LandingService landings;
    private final RunService runs;
    private final Consumer<Instant> heartbeat;
    private final Clock clock;

    /** @param heartbeat told of every poll */
    public WorkerRoutes(LandingService landings, RunService runs, Consumer<Instant> heartbeat, Clock clock) {
        this.landings = landings;
        this.runs = runs;
        this.heartbeat = heartbeat;
        this.clock = clock;
    }

    @Override
    public void register(Router router) {
        router.post("/v1/internal/work", this::work, Access.SYSTEM);
        router.post("/v1/internal/landings", this::landed, Access.SYSTEM);
        router.post("/v1/internal/runs/{id}:finish", this::finish, Access.SYSTEM);
    }

    private void work(Context context) {
        Work.Poll poll = Json.read(context, Work.Poll.class);
        heartbeat.accept(clock.instant());
        var run = runs.claim(poll);
        Json.write(context, new Work(landings.orders(), run));
    }

    private void landed(Context context) {
        landings.report(Json.read(context, Work.LandingReport.class));
        context.status(204);
    }

    private void finish(Context context) {
        runs.finish(id(context), Json.read(context, Work.RunReport.class));
        context.status(204);
    }

    private static UUID id(Context context) {
        try {
            return UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw new PolderException(
                    Code.USAGE, "'" + context.pathParam("id") + "' is not the id of a run", "Use the id as given", e);
        }
    }
}
