package dev.polder.server.describe;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.server.access.OpenRequests;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Health;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import dev.polder.server.mesh.ViolationBody;
import dev.polder.server.runs.RunBody;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** {@code /v1/status}: everything that somebody who looks after the mesh wants to see at once. */
final class StatusRoutes implements Routes {
    private final MeshView.Sources sources;
    private final OpenRequests requests;
    private final Health health;

    StatusRoutes(MeshView.Sources sources, OpenRequests requests, Health health) {
        this.sources = sources;
        this.requests = requests;
        this.health = health;
    }

    /**
     * @param violations of policies that block or warn, what is excepted among them
     * @param requestsWaiting requests for access that the caller may decide about
     */
    @JsonInclude
    private record Body(
            Optional<String> mesh,
            boolean ready,
            List<Health.Part> parts,
            List<PortBody> ports,
            List<RunBody> runs,
            List<ViolationBody> violations,
            long requestsWaiting) {}

    @Override
    public void register(Router router) {
        router.get("/v1/status", this::status, Access.CONSUMER);
    }

    private void status(Context context) {
        MeshView view = sources.view();
        Json.write(
                context,
                new Body(
                        view.mesh().name(),
                        health.isReady(),
                        health.parts(),
                        view.ports().stream().map(view::port).toList(),
                        view.runs(),
                        sources.violations().stream().map(ViolationBody::of).toList(),
                        requests.waitingFor(Caller.of(context))));
    }
}
