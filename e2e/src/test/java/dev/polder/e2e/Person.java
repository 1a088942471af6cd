package dev.polder.e2e;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A user of a running Polder at another machine, so to say: with a login of their own and nothing of the server's data directory. */
final class Person {
    private final RunningPolder polder;
    private final Map<String, String> environment;
    private final String token;

    /** Whom the administrator has added; logs in with the token that the administrator hands over. */
    Person(RunningPolder polder, Path home, String name) {
        this.polder = polder;
        environment = Map.of(
                "XDG_CONFIG_HOME", home.resolve(name).toString(),
                "POLDER_DATA", home.resolve(name).resolve("none").toString());
        token = polder.polder("token", "create", "--user", name, "--name", "laptop")
                .orFail()
                .out()
                .strip();
        polder.remotely(environment, token + "\n", "login", "--with-token").orFail();
    }

    Outcome polder(String... arguments) {
        return polder.remotely(environment, "", arguments);
    }

    /** The status of a request over HTTP. */
    int status(String path, Optional<String> purpose) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(polder.address() + path)).header("Authorization", "Bearer " + token);
        purpose.ifPresent(word -> request.header("X-Polder-Purpose", word));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }
}
