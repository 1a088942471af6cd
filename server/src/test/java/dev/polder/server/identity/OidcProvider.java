package dev.polder.server.identity;

import dev.polder.server.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A certified provider of OpenID Connect, installed from its lock file and run by Node. */
final class OidcProvider implements AutoCloseable {
    private static final Path SOURCES = Path.of("src", "test", "oidc");
    private static final Path INSTALLED = Path.of("target", "oidc");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final BufferedReader out;
    private final URI issuer;

    private OidcProvider(Process process, BufferedReader out, URI issuer) {
        this.process = process;
        this.out = out;
        this.issuer = issuer;
    }

    /** @param people their claims by name */
    static OidcProvider start(Map<String, Map<String, Object>> people) {
        try {
            install();
            Process process = new ProcessBuilder("node", "provider.mjs", Json.text(people))
                    .directory(INSTALLED.toFile())
                    .redirectError(INSTALLED.resolve("provider.log").toFile())
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            return new OidcProvider(process, out, URI.create(line(out, "issuer ")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void install() throws IOException {
        Files.createDirectories(INSTALLED);
        for (String file : new String[] {"package.json", "package-lock.json", "provider.mjs"}) {
            Files.writeString(INSTALLED.resolve(file), Files.readString(SOURCES.resolve(file)));
        }
        if (Files.exists(INSTALLED.resolve("node_modules/oidc-provider/package.json"))) {
            return;
        }
        Path log = INSTALLED.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!npm.waitFor(120, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                npm.destroy();
                throw new IllegalStateException("npm ci failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            npm.destroy();
            throw new IllegalStateException(e);
        }
    }

    private static String line(BufferedReader out, String prefix) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        throw new IllegalStateException("the provider ended: see " + INSTALLED.resolve("provider.log"));
    }

    URI issuer() {
        return issuer;
    }

    /** A token of somebody for an audience, as the provider makes and signs it. */
    String token(String person, String audience) {
        String credentials =
                Base64.getEncoder().encodeToString((person + ":secret-of-" + person).getBytes(StandardCharsets.UTF_8));
        return Json.mapper()
                .readTree(send(HttpRequest.newBuilder(issuer.resolve("/token"))
                        .header("Authorization", "Basic " + credentials)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=client_credentials&scope=mesh&resource=urn:" + audience))))
                .get("access_token")
                .asString();
    }

    /** The keys that it publishes. */
    String keys() {
        return send(HttpRequest.newBuilder(issuer.resolve("/jwks")));
    }

    /** Says something else of somebody from now on. */
    void change(String person, Map<String, Object> claims) {
        say(Json.text(Map.of(person, claims)), "changed");
    }

    /** Forgets its keys and makes new ones. */
    void rotateKeys() {
        say("rotate", "rotated");
    }

    /** How often somebody asked for its keys. */
    int asked() {
        return Integer.parseInt(say("asked", "asked "));
    }

    private String say(String word, String answer) {
        try {
            Writer in = process.outputWriter(StandardCharsets.UTF_8);
            in.write(word + "\n");
            in.flush();
            return line(out, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
