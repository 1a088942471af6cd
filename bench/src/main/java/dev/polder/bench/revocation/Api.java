package dev.polder.bench.revocation;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server's API as one principal calls it. */
final class Api {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final String token;

    Api(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** The same server for somebody else. */
    Api as(String other) {
        return new Api(port, other);
    }

    int status(String method, String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(method, path, body).statusCode();
    }

    /** The answer to a call that must not be refused. */
    JsonNode require(String method, String path, Map<String, ?> body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() >= 300) {
            throw refused(method, path, answer);
        }
        return JsonMapper.shared().readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }

    /** When a call is answered, which must be with that status. */
    CompletableFuture<Long> later(String method, String path, Map<String, ?> body, int status) {
        return HTTP.sendAsync(request(method, path, body), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> {
                    long nanos = System.nanoTime();
                    if (answer.statusCode() != status) {
                        throw refused(method, path, answer);
                    }
                    return nanos;
                });
    }

    private HttpResponse<String> send(String method, String path, Map<String, ?> body)
            throws IOException, InterruptedException {
        return HTTP.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, Map<String, ?> body) {
        boolean sends = method.equals("POST") || method.equals("PUT");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        sends
                                ? HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared().writeValueAsString(body))
                                : HttpRequest.BodyPublishers.noBody());
        if (sends) {
            request.header("Content-Type", "application/json");
        }
        if (path.startsWith("/iceberg/")) {
            request.header("X-Polder-Purpose", "bench");
        }
        return request.build();
    }

    private static PolderException refused(String method, String path, HttpResponse<String> answer) {
        return new PolderException(
                Code.INTERNAL,
                method + " " + path + " was answered with " + answer.statusCode() + ": " + answer.body(),
                "Run it again");
    }
}
