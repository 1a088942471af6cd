package dev.polder.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/** The server's worker API. It does not retry: callers know how long an answer is worth waiting for. */
final class HttpControlPlane implements ControlPlane {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI server;
    private final Supplier<String> token;
    private final String worker;

    /**
     * @param token asked for each request, because a restarted server may have written a new one
     * @param worker names this process until it ends
     */
    HttpControlPlane(URI server, Supplier<String> token, String worker) {
        this.server = Objects.requireNonNull(server);
        this.token = Objects.requireNonNull(token);
        this.worker = Objects.requireNonNull(worker);
    }

    @Override
    public Work poll(boolean busy) throws IOException, InterruptedException {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("worker", worker);
        body.put("busy", busy);
        String answer = post("/v1/internal/work", body);
        try {
            return Work.from(Json.MAPPER.readTree(answer));
        } catch (IllegalArgumentException e) {
            throw new IOException("the server's answer is not work: " + e.getMessage(), e);
        }
    }

    @Override
    public void report(LandingReport report) throws IOException, InterruptedException {
        post("/v1/internal/landings", report.toJson(worker));
    }

    @Override
    public void finish(RunReport report) throws IOException, InterruptedException {
        post("/v1/internal/runs/" + report.id() + ":finish", report.toJson(worker));
    }

    private String post(String path, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        if (status / 100 == 2) {
            return response.body();
        }
        // A refusal for good: repeating the same request would bring the same answer.
        if (status / 100 == 4 && status != 401 && status != 408 && status != 429) {
            throw new RefusedException(path + " answered " + status + ": " + beginning(response.body()));
        }
        throw new IOException(path + " answered " + status);
    }

    private static String beginning(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    /** The server understood the request and will never accept it. */
    static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }
}
