package dev.polder.server.http;

import dev.polder.core.access.Principal;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Who a request is from. */
public final class Caller {
    private static final String ATTRIBUTE = Caller.class.getName();
    private static final String STILL = ATTRIBUTE + ".still";

    private Caller() {}

    /** The principal of a request to a route that is not public. */
    public static Principal of(Context context) {
        return Objects.requireNonNull(context.attribute(ATTRIBUTE), "the route is public: nobody is known");
    }

    /**
     * Whom a request's token stands for while the request is being answered: with the teams and roles of that moment, or nobody any more
     * when the token was revoked or is over, or its user is disabled. Can be asked from any thread, for as long as the request lasts.
     */
    public static Supplier<Optional<Principal>> still(Context context) {
        Supplier<Optional<Principal>> still = context.attribute(STILL);
        return Objects.requireNonNull(still, "the route is public: nobody is known");
    }

    static void bind(Context context, Principal principal, Supplier<Optional<Principal>> still) {
        context.attribute(ATTRIBUTE, principal);
        context.attribute(STILL, still);
    }
}
