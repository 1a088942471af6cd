package dev.polder.server.http;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.PolderException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request that a {@link Shortcut} may take, with its whole body. */
public final class SmallRequest {
    private final String path;
    private final HttpFields headers;
    private final Principal principal;
    private final byte[] body;
    private final int length;
    private final Response response;
    private final Callback callback;
    private final FollowUps followUps;

    SmallRequest(
            String path,
            HttpFields headers,
            Principal principal,
            byte[] body,
            int length,
            Response response,
            Callback callback,
            FollowUps followUps) {
        this.path = path;
        this.headers = headers;
        this.principal = Objects.requireNonNull(principal);
        this.body = body;
        this.length = length;
        this.response = response;
        this.callback = callback;
        this.followUps = followUps;
    }

    /** As it was sent, without escapes; there is no query. */
    public String path() {
        return path;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public Principal principal() {
        return principal;
    }

    public InputStream body() {
        return new ByteArrayInputStream(body, 0, length);
    }

    /** Answers 200 with JSON. */
    public void answer(Object value) {
        write(200, "application/json", Json.bytes(value));
    }

    /** Answers with a refusal that was not known before; the client may try again after so many seconds. */
    public void refuse(PolderException refusal, OptionalInt retryAfter) {
        retryAfter.ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
        Problem problem = Problem.of(refusal);
        write(problem.status(), Problem.CONTENT_TYPE, Json.bytes(problem));
    }

    private void write(int status, String contentType, byte[] bytes) {
        HttpFields.Mutable answered = response.getHeaders();
        for (HttpField field : SecurityHeaders.FIELDS) {
            answered.put(field);
        }
        answered.put(HttpHeader.CONTENT_TYPE, contentType);
        response.setStatus(status);
        followUps.answering(() -> response.write(true, ByteBuffer.wrap(bytes), callback));
    }
}
