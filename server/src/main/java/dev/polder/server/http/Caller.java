package dev.polder.server.http;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Kind;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Who a request is from. */
public final class Caller {
    private static final String ATTRIBUTE = Caller.class.getName();
    private static final String STILL = ATTRIBUTE + ".still";

    private static final String RECORDED = ATTRIBUTE + ".recorded";

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

    /** The same, of any request. */
    static Optional<Principal> known(Context context) {
        return Optional.ofNullable(context.attribute(ATTRIBUTE));
    }

    /** A handler that has put its refusals into the audit itself, and better than it can be done for all. */
    public static Handler recordsRefusals(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (PolderException e) {
                if (e.code().kind() == Kind.DENIED) {
                    refusalIsRecorded(context);
                }
                throw e;
            }
        };
    }

    /** Says that the refusal of this request stands in the audit. */
    public static void refusalIsRecorded(Context context) {
        context.attribute(RECORDED, true);
    }

    static boolean isRefusalRecorded(Context context) {
        return context.attribute(RECORDED) != null;
    }

    static void bind(Context context, Principal principal, Supplier<Optional<Principal>> still) {
        context.attribute(ATTRIBUTE, principal);
        context.attribute(STILL, still);
    }
}
