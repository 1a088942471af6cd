package dev.polder.server.http;

/** The HTTP routes of one feature. */
public interface Routes {
    /** Called once while the server is built. Every route registered must stand in {@code spec/openapi.yaml}. */
    void register(Router router);
}
