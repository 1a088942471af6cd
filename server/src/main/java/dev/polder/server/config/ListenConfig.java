package dev.polder.server.config;

import java.util.Objects;
import java.util.Set;

/**
 * {@code http}: where the server listens.
 *
 * @param host address to bind to; loopback unless told otherwise
 * @param names further host names under which callers may address the server
 */
public record ListenConfig(String host, int port, Set<String> names) {
    public static final String LOOPBACK = "127.0.0.1";

    public ListenConfig {
        Objects.requireNonNull(host);
        names = Set.copyOf(names);
    }
}
