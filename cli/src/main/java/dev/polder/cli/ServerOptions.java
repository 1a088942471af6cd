package dev.polder.cli;

import dev.polder.client.PolderClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which server a command talks to, and as whom. */
public final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The server's address. Default: POLDER_SERVER, else the server started from the data directory.")
    private String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with the token to use. Default: POLDER_TOKEN, else that of polder login, else admin.token in"
                            + " the data directory of the local server.")
    private Path tokenFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory. Default: POLDER_DATA, else ~/.polder.")
    private Path data;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) of the authorities to trust when the address is https. Default: POLDER_CA,"
                            + " else the local server's tls.ca for the local server, else whom Java trusts.")
    private Path ca;

    public DataDirectory dataDirectory(Session session) {
        return DataDirectory.find(Optional.ofNullable(data), session);
    }

    /** A client for the server that somebody has named; empty when nobody has. */
    public Optional<PolderClient> connectIfNamed(Session session) {
        boolean isNamed = server != null
                || data != null
                || session.variable("POLDER_SERVER").isPresent();
        return isNamed ? Optional.of(connect(session)) : Optional.empty();
    }

    /** A client for the chosen server; nothing is sent yet. */
    public PolderClient connect(Session session) {
        DataDirectory directory = dataDirectory(session);
        Optional<URI> local = directory.server();
        URI address = address(session);
        return new PolderClient(
                address, token(session, directory, address, local), authorities(session, directory, address, local));
    }

    /** A client for the chosen server with another token than the chosen one, or with none. */
    public PolderClient connect(Session session, Optional<String> token) {
        DataDirectory directory = dataDirectory(session);
        URI address = address(session);
        return new PolderClient(address, token, authorities(session, directory, address, directory.server()));
    }

    /** The chosen server. */
    public URI address(Session session) {
        DataDirectory directory = dataDirectory(session);
        return Optional.ofNullable(server)
                .or(() -> session.variable("POLDER_SERVER"))
                .map(ServerOptions::uri)
                .or(directory::server)
                .orElseThrow(() -> new PolderException(
                        Code.UNAVAILABLE,
                        "No server has been started from " + directory.path(),
                        "start it with: polder up, or name one with --server"));
    }

    /** The token that was named to be used, in a file or the environment. */
    public Optional<String> namedToken(Session session) {
        return Optional.ofNullable(tokenFile).map(ServerOptions::read).or(() -> session.variable("POLDER_TOKEN"));
    }

    private Optional<Path> authorities(Session session, DataDirectory directory, URI address, Optional<URI> local) {
        return Optional.ofNullable(ca)
                .or(() -> session.variable("POLDER_CA").map(Path::of))
                .or(() -> local.filter(own -> isSame(own, address)).flatMap(own -> directory.ca()));
    }

    private Optional<String> token(Session session, DataDirectory directory, URI address, Optional<URI> local) {
        if (tokenFile != null) {
            return Optional.of(read(tokenFile));
        }
        // A token is for the server that it was got from: it is not shown to any other.
        return session.variable("POLDER_TOKEN")
                .or(() -> Logins.of(session).token(address))
                .or(() -> local.filter(own -> isSame(own, address)).flatMap(own -> directory.adminToken()));
    }

    private static boolean isSame(URI one, URI other) {
        return one.getPort() == other.getPort()
                && String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
                && host(one).equals(host(other));
    }

    private static String host(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return host.equals("localhost") ? "127.0.0.1" : host;
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + text + "' is not the address of a server",
                    "Write it as http://host:port, such as http://127.0.0.1:7480",
                    e);
        }
    }

    private static String read(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new PolderException(
                        Code.USAGE, "The token file " + file + " is empty", "Put the token into it, on one line");
            }
            return token;
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE, "The token file " + file + " cannot be read", "Check --token-file", e);
        }
    }
}
