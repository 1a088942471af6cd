package dev.polder.server.http;

import io.javalin.security.RouteRole;

/** Who may call a route. */
public enum Access implements RouteRole {
    /** Anybody, without a token. */
    PUBLIC,
    /** People and their programs: the principal {@code admin}. */
    USER,
    /** The processing program: the principal {@code process}. */
    PROCESS
}
