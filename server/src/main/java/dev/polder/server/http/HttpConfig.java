package dev.polder.server.http;

import dev.polder.server.tls.TlsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the server listens.
 *
 * @param host address to bind to
 * @param port 0 for any free one
 * @param names further host names under which callers may address the server; loopback names always may
 * @param tls without it requests are in the clear
 */
public record HttpConfig(String host, int port, Set<String> names, Optional<TlsConfig> tls, RequestLimits limits) {
    public static final int DEFAULT_PORT = 7480;
    public static final String LOOPBACK = "127.0.0.1";

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
        names = Set.copyOf(names);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(limits);
    }

    /** In the clear. */
    public HttpConfig(String host, int port, Set<String> names) {
        this(host, port, names, Optional.empty(), RequestLimits.DEFAULT);
    }

    public static HttpConfig loopback(int port) {
        return new HttpConfig(LOOPBACK, port, Set.of());
    }

    /** The server's address for clients on this machine: under the name that its certificate has, when there is one. */
    public String url(int boundPort) {
        String scheme = tls.isPresent() ? "https" : "http";
        return scheme + "://" + clientHost() + ":" + boundPort;
    }

    private String clientHost() {
        if (tls.isPresent() && !names.isEmpty()) {
            return new TreeSet<>(names).first();
        }
        if (isAny(host)) {
            return LOOPBACK;
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** A server that listens everywhere is reached by its children on loopback. */
    private static boolean isAny(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
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
        return isLoopback(host);
    }

    /** Whether only programs on this machine reach a listener there. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
