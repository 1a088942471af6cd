package dev.polder.client;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/** One HTTP exchange at a time, with every way it can fail put into words. */
final class Transport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_PROBLEM_BYTES = 4 << 20;

    /** What is done with the body of a good answer while the connection is open. */
    interface Reader<T> {
        T read(HttpURLConnection connection, InputStream body) throws IOException;
    }

    private final URI server;
    private final Optional<String> token;
    private final Optional<SSLSocketFactory> trust;

    /** @param trust for TLS, in place of what Java trusts */
    Transport(URI server, Optional<String> token, Optional<SSLSocketFactory> trust) {
        this.server = server;
        this.token = token.map(Transport::checked);
        this.trust = trust;
    }

    /** What cannot stand in a header is refused here, because Java's own refusal would show it. */
    private static String checked(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new PolderException(
                    Code.USAGE,
                    "What was given as a token is none: it is empty, or has spaces, several lines or other letters",
                    "Give the token alone: in the file of --token-file, in POLDER_TOKEN, or with polder login");
        }
        return token;
    }

    <T> T exchange(
            String method,
            String path,
            Map<String, String> headers,
            Optional<Body> body,
            Duration answerWithin,
            Reader<T> reader) {
        String where = method + " " + server + path;
        try {
            HttpURLConnection connection = open(method, path, headers, answerWithin);
            if (body.isPresent()) {
                send(connection, body.get());
            }
            int status = connection.getResponseCode();
            if (status >= 300 && status != HttpURLConnection.HTTP_NOT_MODIFIED) {
                throw refusal(connection, status, where);
            }
            try (InputStream in = connection.getInputStream()) {
                return reader.read(connection, in);
            }
        } catch (HttpRetryException e) {
            // What the JDK makes of a 401 to a streamed body.
            throw Problems.exception(e.responseCode(), Optional.empty(), where);
        } catch (IOException e) {
            throw unavailable(e, answerWithin);
        }
    }

    private HttpURLConnection open(String method, String path, Map<String, String> headers, Duration answerWithin)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(server + path).toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            trust.ifPresent(secure::setSSLSocketFactory);
        }
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) answerWithin.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        token.ifPresent(value -> connection.setRequestProperty("Authorization", "Bearer ".concat(value)));
        headers.forEach(connection::setRequestProperty);
        return connection;
    }

    private static void send(HttpURLConnection connection, Body body) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", body.mediaType());
        if (body.length().isPresent()) {
            connection.setFixedLengthStreamingMode(body.length().getAsLong());
        } else {
            connection.setChunkedStreamingMode(64 << 10);
        }
        OutputStream out = connection.getOutputStream();
        try {
            body.writeTo(out);
            out.close();
        } catch (IOException e) {
            // A server may refuse before it has read everything; what it says is better than "broken pipe".
            if (!answered(connection)) {
                throw e;
            }
        }
    }

    private static boolean answered(HttpURLConnection connection) {
        try {
            return connection.getResponseCode() >= 300;
        } catch (IOException e) {
            return false;
        }
    }

    private static PolderException refusal(HttpURLConnection connection, int status, String where) throws IOException {
        String type = String.valueOf(connection.getContentType());
        try (InputStream in = connection.getErrorStream()) {
            if (in == null || !type.contains("json")) {
                return Problems.exception(status, Optional.empty(), where);
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            text.write(in.readNBytes(MAX_PROBLEM_BYTES));
            return Problems.exception(status, parsed(text.toString(StandardCharsets.UTF_8)), where);
        }
    }

    private static Optional<Json> parsed(String text) {
        try {
            return Optional.of(Json.parse(text));
        } catch (PolderException e) {
            return Optional.empty();
        }
    }

    private PolderException unavailable(IOException e, Duration answerWithin) {
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return new PolderException(
                    Code.UNAVAILABLE, "No Polder server answers at " + server, "start it with: polder up", e);
        }
        if (e instanceof UnknownHostException) {
            return new PolderException(
                    Code.UNAVAILABLE, "The host of " + server + " is not known", "Check --server or POLDER_SERVER", e);
        }
        if (e instanceof SocketTimeoutException) {
            return new PolderException(
                    Code.UNAVAILABLE,
                    server + " did not answer within " + answerWithin.toSeconds() + " s",
                    "Look at what it is doing: polder status",
                    e);
        }
        if (e instanceof SSLException) {
            return new PolderException(
                    Code.UNAVAILABLE,
                    "No secure connection to " + server + ": " + e.getMessage(),
                    "Check that the address is right (http or https), is a name of the certificate, and that --ca or"
                            + " POLDER_CA names the authority, unless Java trusts it",
                    e);
        }
        return new PolderException(
                Code.UNAVAILABLE,
                "The connection to " + server + " broke: " + e.getMessage(),
                "Try again; polder status shows whether the server is up",
                e);
    }
}
