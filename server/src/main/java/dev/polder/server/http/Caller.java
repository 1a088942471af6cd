package dev.polder.server.http;

import dev.polder.core.access.Principal;
import io.javalin.http.Context;
import java.util.Objects;

/** Who a request is from. */
public final class Caller {
    private static final String ATTRIBUTE = Caller.class.getName();

    private Caller() {}

    /** The principal of a request to a route that is not public. */
    public static Principal of(Context context) {
        return Objects.requireNonNull(context.attribute(ATTRIBUTE), "the route is public: nobody is known");
    }

    static void bind(Context context, Principal principal) {
        context.attribute(ATTRIBUTE, principal);
    }
}
