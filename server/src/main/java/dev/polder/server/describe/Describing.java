package dev.polder.server.describe;

import dev.polder.server.access.OpenRequests;
import dev.polder.server.access.PortConsumers;
import dev.polder.server.deadletters.DeadLetters;
import dev.polder.server.drift.DriftLog;
import dev.polder.server.http.Health;
import dev.polder.server.http.Routes;
import dev.polder.server.inbox.Inboxes;
import dev.polder.server.mesh.MeshService;
import dev.polder.server.reconcile.Provisioning;
import dev.polder.server.runs.LandingService;
import dev.polder.server.runs.RunService;
import java.time.Clock;
import java.util.List;

/** The routes that show things. */
public final class Describing {
    private Describing() {}

    public static List<Routes> routes(
            MeshService mesh,
            Provisioning provisioning,
            LandingService landings,
            RunService runs,
            TopicEnds ends,
            TopicEnds forwarded,
            Inboxes inboxes,
            DeadLetters deadLetters,
            DriftLog drift,
            PortConsumers consumers,
            OpenRequests requests,
            Health health,
            Clock clock) {
        MeshView.Sources sources = new MeshView.Sources(
                mesh, provisioning, landings, runs, ends, forwarded, inboxes::condition, deadLetters, drift, clock);
        return List.of(
                new DescribeRoutes(sources, consumers), new StatusRoutes(sources, requests, health), new PageRoutes());
    }
}
