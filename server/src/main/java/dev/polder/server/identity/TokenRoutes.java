package dev.polder.server.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /v1/tokens}. */
final class TokenRoutes implements Routes {
    private final TokenService tokens;

    TokenRoutes(TokenService tokens) {
        this.tokens = tokens;
    }

    /** @param token its text, in the answer to its making alone */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record TokenBody(
            String id,
            String user,
            String name,
            Optional<String> token,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            Optional<Instant> revokedAt,
            Optional<Instant> lastUsedAt) {
        static TokenBody of(ApiToken token, Optional<String> text) {
            return new TokenBody(
                    token.id(),
                    token.owner(),
                    token.name(),
                    text,
                    token.createdAt(),
                    token.createdBy(),
                    token.expiresAt(),
                    token.revokedAt(),
                    token.lastUsedAt());
        }
    }

    private record TokensBody(List<TokenBody> items) {}

    private record NewToken(Optional<String> name, Optional<String> user, Optional<String> lifetime) {}

    @Override
    public void register(Router router) {
        router.get("/v1/tokens", this::list, Access.CONSUMER);
        router.post("/v1/tokens", this::make, Access.CONSUMER);
        router.delete("/v1/tokens/{token}", this::revoke, Access.CONSUMER);
    }

    private void list(Context context) {
        Optional<String> user = Optional.ofNullable(context.queryParam("user"));
        Json.write(
                context,
                new TokensBody(tokens.list(Caller.of(context), user).stream()
                        .map(token -> TokenBody.of(token, Optional.empty()))
                        .toList()));
    }

    private void make(Context context) {
        NewToken body = Json.read(context, NewToken.class);
        TokenService.Made made = tokens.make(
                Caller.of(context),
                body.user(),
                body.name().orElse(""),
                body.lifetime().map(TokenRoutes::duration));
        Json.write(
                context,
                201,
                TokenBody.of(made.token(), Optional.of(made.secret().reveal())));
    }

    private void revoke(Context context) {
        tokens.revoke(Caller.of(context), context.pathParam("token"));
        context.status(204);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new PolderException(
                    Code.USAGE, "The lifetime is no duration", "Write it in ISO 8601, such as P30D or PT12H", e);
        }
    }
}
