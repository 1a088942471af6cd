package dev.polder.server.http;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of the server others may take.
 *
 * @param connections open at once; with more, idle ones are closed and further ones wait to be accepted
 * @param connectionsPerAddress open at once from one other machine; further ones are closed
 * @param requestsPerPrincipal under way at once, on threads; further ones are refused. Polder's own programs are not counted
 * @param headerBytes of one request, its first line included
 * @param headersWithin from the first byte of a request to the end of its headers
 * @param idle how long nothing need come or go on a connection
 */
public record RequestLimits(
        int connections,
        int connectionsPerAddress,
        int requestsPerPrincipal,
        int headerBytes,
        Duration headersWithin,
        Duration idle) {
    public static final RequestLimits DEFAULT =
            new RequestLimits(4096, 1024, 128, 16 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(30));

    public RequestLimits {
        Objects.requireNonNull(headersWithin);
        Objects.requireNonNull(idle);
    }
}
