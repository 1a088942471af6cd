package dev.polder.server.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the server listens.
 *
 * @param host address to bind to
 * @param port 0 for any free one
 * @param names further host names under which callers may address the server; loopback names always may
 */
public record HttpConfig(String host, int port, Set<String> names) {
    public static final int DEFAULT_PORT = 7480;
    public static final String LOOPBACK = "127.0.0.1";

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
        names = Set.copyOf(names);
    }

    public static HttpConfig loopback(int port) {
        return new HttpConfig(LOOPBACK, port, Set.of());
    }

    /** The host names that a request may be addressed to; empty when any may. */
    Set<String> allowedHosts() {
        if (!isLoopback() && names.isEmpty()) {
            return Set.of();
        }
        Set<String> allowed = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        allowed.add(host);
        names.forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
        return allowed;
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
