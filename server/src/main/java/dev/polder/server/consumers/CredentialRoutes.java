package dev.polder.server.consumers;

import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.util.Optional;

/** {@code /v1/me/kafka-credentials}: the caller's own Kafka user. */
final class CredentialRoutes implements Routes {
    private static final String PATH = "/v1/me/kafka-credentials";

    private final CredentialService service;

    CredentialRoutes(CredentialService service) {
        this.service = service;
    }

    /** @param rotate whether to make another password when there is one */
    private record Body(Optional<Boolean> rotate) {}

    @Override
    public void register(Router router) {
        router.get(PATH, context -> Json.write(context, service.show(Caller.of(context))), Access.CONSUMER);
        router.post(PATH, this::make, Access.CONSUMER);
        router.delete(PATH, this::remove, Access.CONSUMER);
    }

    private void make(Context context) {
        Body body = Json.read(context, Body.class);
        boolean rotate = body.rotate().orElse(false);
        Json.write(
                context,
                201,
                service.make(Caller.of(context), rotate ? CredentialService.Mode.ROTATE : CredentialService.Mode.KEEP));
    }

    private void remove(Context context) {
        service.remove(Caller.of(context));
        context.status(204);
    }
}
