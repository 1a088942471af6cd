package dev.polder.server.http;

import io.javalin.http.Context;
import java.util.Objects;

/** Who a request is from. */
public record Principal(String name, Access access) {
    private static final String ATTRIBUTE = Principal.class.getName();

    public Principal {
        Objects.requireNonNull(name);
        Objects.requireNonNull(access);
    }

    /** The principal of a request to a route that is not public. */
    public static Principal of(Context context) {
        return Objects.requireNonNull(context.attribute(ATTRIBUTE), "the route is public: nobody is known");
    }

    void bind(Context context) {
        context.attribute(ATTRIBUTE, this);
    }
}
