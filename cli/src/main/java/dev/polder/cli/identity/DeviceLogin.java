package dev.polder.cli.identity;

import dev.polder.cli.render.Terminal;
import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gets a token from a provider of OpenID Connect for whoever confirms a code in a browser (RFC 8628). */
final class DeviceLogin {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int PAUSE_SECONDS = 5;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final URI issuer;
    private final String clientId;
    private final Optional<String> audience;
    private final Terminal terminal;

    DeviceLogin(URI issuer, String clientId, Optional<String> audience, Terminal terminal) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.audience = audience;
        this.terminal = terminal;
    }

    /** Waits until the code is confirmed. */
    String token() throws InterruptedException {
        String base = issuer.toString().replaceFirst("/$", "");
        Json provider = answer(HttpRequest.newBuilder(URI.create(base + "/.well-known/openid-configuration")));
        URI device = endpoint(provider, "device_authorization_endpoint");
        URI tokens = endpoint(provider, "token_endpoint");
        Map<String, String> wish = new LinkedHashMap<>(Map.of("client_id", clientId, "scope", "openid profile"));
        // Some providers put into a token the audience that is asked for, others the one that is configured.
        audience.ifPresent(name -> wish.put("audience", name));
        Json started = answer(form(device, wish));
        String code = started.text("device_code").orElseThrow(() -> refused(started));
        terminal.line("Open   "
                + started.text("verification_uri_complete")
                        .or(() -> started.text("verification_uri"))
                        .orElse(""));
        terminal.line("and confirm the code  " + started.text("user_code").orElse(""));
        terminal.flush();
        long interval = started.number("interval");
        return poll(tokens, code, interval == 0 ? PAUSE_SECONDS : interval, started.number("expires_in"));
    }

    private String poll(URI tokens, String code, long interval, long seconds) throws InterruptedException {
        long pause = interval;
        long end = System.nanoTime() + Duration.ofSeconds(Math.max(60, seconds)).toNanos();
        while (System.nanoTime() < end) {
            Thread.sleep(Duration.ofSeconds(pause).toMillis());
            Json answer = answer(form(
                    tokens,
                    Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:device_code",
                            "device_code",
                            code,
                            "client_id",
                            clientId)));
            Optional<String> token = answer.text("access_token");
            if (token.isPresent()) {
                return token.get();
            }
            String error = answer.text("error").orElse("");
            if (error.equals("slow_down")) {
                pause += PAUSE_SECONDS;
            } else if (!error.equals("authorization_pending")) {
                throw refused(answer);
            }
        }
        throw new PolderException(
                Code.UNAUTHENTICATED, "Nobody has confirmed the code in time", "Say polder login again");
    }

    private static HttpRequest.Builder form(URI to, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private Json answer(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> response = client.send(
                    request.timeout(ANSWER).header("Accept", "application/json").build(),
                    HttpResponse.BodyHandlers.ofString());
            return Json.parse(response.body());
        } catch (IOException e) {
            throw new PolderException(
                    Code.UNAVAILABLE, "The provider " + issuer + " does not answer", "Try again in a few seconds", e);
        }
    }

    private URI endpoint(Json provider, String name) {
        return provider.text(name)
                .map(URI::create)
                .orElseThrow(() -> new PolderException(
                        Code.UNAVAILABLE,
                        "The provider " + issuer + " lets no devices log in",
                        "Get a token otherwise and say polder login --with-token"));
    }

    private PolderException refused(Json answer) {
        return new PolderException(
                Code.UNAUTHENTICATED,
                "The provider " + issuer + " refuses: "
                        + answer.text("error_description")
                                .or(() -> answer.text("error"))
                                .orElse("it says no more"),
                "Say polder login again, or ask whoever runs the provider");
    }
}
