package dev.polder.server;

import dev.polder.server.http.Health;
import dev.polder.server.http.HealthRoutes;
import dev.polder.server.http.HttpConfig;
import dev.polder.server.http.HttpServer;
import dev.polder.server.http.SpecRoutes;
import dev.polder.server.http.Tokens;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The server program. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        Instant started = Instant.now();
        Health health = () -> List.of(new Health.Part(
                "server",
                Health.State.READY,
                Optional.of(ProcessHandle.current().pid()),
                started,
                0,
                Optional.empty()));
        new HttpServer(
                        HttpConfig.loopback(HttpConfig.DEFAULT_PORT),
                        Tokens.in(data),
                        List.of(new HealthRoutes(health), new SpecRoutes()))
                .start();
    }
}
