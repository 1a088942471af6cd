package dev.polder.server.http;

import io.javalin.http.Context;
import java.util.List;

/** {@code /health} and {@code /ready}: for people, load balancers and scripts; without a token, so without details of data. */
public final class HealthRoutes implements Routes {
    private final Health health;

    public HealthRoutes(Health health) {
        this.health = health;
    }

    @Override
    public void register(Router router) {
        router.get("/health", this::health, Access.PUBLIC);
        router.get("/ready", this::ready, Access.PUBLIC);
    }

    private record Body(boolean ready, List<Health.Part> parts) {}

    private void health(Context context) {
        Json.write(context, new Body(health.isReady(), health.parts()));
    }

    private void ready(Context context) {
        boolean ready = health.isReady();
        Json.write(context, ready ? 200 : 503, new Body(ready, health.parts()));
    }
}
