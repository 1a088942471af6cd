package dev.polder.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.e2e.RunningPolder.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Logging in as people of an organisation do: with its provider, in a browser. */
@ExtendWith(SharedPolder.class)
class LoginTest {
    private static final String PEOPLE =
            "{\"nina\":{\"preferred_username\":\"nina\",\"name\":\"Nina\",\"groups\":[\"g-night\"]}}";

    private static Map<String, String> at(Path home) {
        return Map.of(
                "XDG_CONFIG_HOME", home.toString(),
                "POLDER_DATA", home.resolve("none").toString());
    }

    /** The certified provider of the server's tests, at the address that the mesh knows. */
    private static Process provider(RunningPolder polder) throws IOException {
        Path installed = Files.createDirectories(Path.of("target", "oidc"));
        Path sources = Path.of(System.getProperty("polder.root"), "server", "src", "test", "oidc");
        for (String file : new String[] {"package.json", "package-lock.json", "provider.mjs"}) {
            Files.writeString(installed.resolve(file), Files.readString(sources.resolve(file)));
        }
        URI issuer = URI.create(polder.json("GET", "/v1/login", "", Optional.empty())
                .at("/oidc/issuer")
                .asString());
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "[ -d node_modules/oidc-provider ] || npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1;"
                                + " exec node provider.mjs \"$0\" \"$1\"",
                        PEOPLE,
                        Integer.toString(issuer.getPort()))
                .directory(installed.toFile())
                .redirectError(installed.resolve("provider.log").toFile())
                .start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).as("see e2e/target/oidc/provider.log").isEqualTo("issuer " + issuer);
        return process;
    }

    /** The address that a login shows, and the code is in it. */
    private static URI shown(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).startsWith("Open   http://127.0.0.1:");
        assertThat(out.readLine()).startsWith("and confirm the code  ");
        return URI.create(line.substring(7));
    }

    @Test
    void somebodyLogsInWithACodeInABrowserAndWorksUntilTheLoginEnds(RunningPolder polder, @TempDir Path homes)
            throws Exception {
        Map<String, String> nina = at(homes.resolve("nina"));
        Process provider = provider(polder);
        try {
            Process login = polder.begin(nina, "login", "--lifetime", "1h");
            Process other = polder.begin(at(homes.resolve("other")), "login");
            BufferedReader out = login.inputReader(StandardCharsets.UTF_8);
            new Browser().goThrough(shown(out), Map.of("login", "nina", "password", "any"));
            new Browser().goThrough(shown(other.inputReader(StandardCharsets.UTF_8)), Map.of("abort", "yes"));

            assertThat(login.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(out.lines().collect(Collectors.joining("\n")))
                    .contains("Logged in to " + polder.address() + " as nina");
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isEqualTo(3);
            assertThat(other.errorReader(StandardCharsets.UTF_8).lines().collect(Collectors.joining("\n")))
                    .startsWith("UNAUTHENTICATED The provider ")
                    .contains("refuses", "→ Say polder login again");
        } finally {
            provider.destroy();
        }
        assertThat(polder.remotely(nina, "", "whoami").orFail().out())
                .startsWith("nina  Nina")
                .contains("night-watch");
        assertThat(Files.readString(homes.resolve("nina/polder/logins.json")))
                .as("a token of the mesh, not the provider's")
                .contains("polder_")
                .doesNotContain("eyJ");

        theLoginEnds(polder, nina, at(homes.resolve("short")));

        assertThat(polder.remotely(nina, "", "logout").orFail().out()).startsWith("Logged out of ");
        assertThat(polder.remotely(nina, "", "whoami").err())
                .startsWith("UNAUTHENTICATED ")
                .contains("polder login");
    }

    /** A command that comes too late says so, and a new login puts it right. */
    private static void theLoginEnds(RunningPolder polder, Map<String, String> nina, Map<String, String> elsewhere) {
        String ending = token(polder, nina, "PT1S");
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Outcome late = polder.remotely(elsewhere, ending + "\n", "login", "--with-token");
            assertThat(late.status()).isEqualTo(3);
            assertThat(late.err()).startsWith("UNAUTHENTICATED ").contains("has expired", "polder login");
        });
        polder.remotely(elsewhere, token(polder, nina, "PT1H") + "\n", "login", "--with-token")
                .orFail();
        assertThat(polder.remotely(elsewhere, "", "whoami").orFail().out()).startsWith("nina");
    }

    private static String token(RunningPolder polder, Map<String, String> who, String lifetime) {
        return polder.remotely(who, "", "token", "create", "--name", "laptop", "--lifetime", lifetime)
                .orFail()
                .out()
                .strip();
    }
}
