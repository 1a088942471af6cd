package dev.polder.cli.identity;

import dev.polder.cli.ExitCode;
import dev.polder.cli.Logins;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.Times;
import dev.polder.client.IdentityClient;
import dev.polder.client.Json;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polder login}. */
@Command(
        name = "login",
        header = "Log in to a server, so that other commands need no token.",
        description = {
            "With a provider of OpenID Connect it shows an address and a code to confirm in a browser, and keeps an API"
                    + " token of its own for a while.",
            "Otherwise, and with --with-token, it asks for a token, which an administrator makes with polder token"
                    + " create; without a terminal it is read from standard input."
        })
public final class LoginCommand extends ServerCommand {
    @Option(names = "--with-token", description = "Log in with a token, also where there is a provider.")
    private boolean withToken;

    @Option(
            names = "--lifetime",
            paramLabel = "DURATION",
            converter = Times.Span.class,
            defaultValue = "12h",
            description = "How long a login with a provider lasts. Default: ${DEFAULT-VALUE}.")
    private Duration lifetime;

    public LoginCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() throws InterruptedException {
        URI address = server().address(session());
        Json provider = server().connect(session(), Optional.empty())
                .identity()
                .howToLogIn()
                .at("oidc");
        Optional<String> named = server().namedToken(session());
        Optional<String> clientId = provider.text("clientId");
        String token = named.isEmpty() && !withToken && clientId.isPresent()
                ? byProvider(provider, clientId.get())
                : named.orElseGet(this::asked);
        Json me = server().connect(session(), Optional.of(token)).identity().me();
        Logins logins = Logins.of(session());
        logins.put(address, token);
        terminal().line("Logged in to " + address + " as " + me.text("name").orElse("") + ".");
        terminal().note("The token is in " + logins.file() + "; polder logout forgets it.");
        return ExitCode.OK;
    }

    /** What the provider gives ends soon; a token of the mesh lasts for a working day and can be revoked. */
    private String byProvider(Json provider, String clientId) throws InterruptedException {
        DeviceLogin login = new DeviceLogin(
                URI.create(provider.text("issuer").orElse("")), clientId, provider.text("audience"), terminal());
        IdentityClient identity =
                server().connect(session(), Optional.of(login.token())).identity();
        return identity.createToken("polder login on " + hostName(), Optional.empty(), Optional.of(lifetime))
                .text("token")
                .orElseThrow();
    }

    private String asked() {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Token: ");
            return checked(typed == null ? "" : new String(typed));
        }
        try {
            // What follows the line is not read: it may be for others.
            String line = new BufferedReader(new InputStreamReader(terminal().in(), StandardCharsets.UTF_8)).readLine();
            return checked(line == null ? "" : line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checked(String text) {
        String token = text.strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new PolderException(
                    Code.USAGE,
                    "That is no token",
                    "Ask an administrator for one: polder token create --user NAME --name login");
        }
        return token;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "some machine";
        }
    }
}
