package dev.polder.server.http;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import io.javalin.http.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** How many requests of each principal are under way, so that one of them leaves threads for the others. */
final class RequestShares {
    private final int most;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    RequestShares(int most) {
        this.most = most;
    }

    /**
     * Counts a request until it is over.
     *
     * @throws PolderException OVERLOADED when there are too many already
     */
    void take(Principal principal, Context context) {
        if (principal.kind() == Principal.Kind.SYSTEM) {
            return;
        }
        int now = underWay.merge(principal.name(), 1, Integer::sum);
        if (now > most) {
            release(principal);
            throw new PolderException(
                    Code.OVERLOADED,
                    "The principal '" + principal.name() + "' has " + most + " requests under way",
                    "Wait for answers before asking more, and try again in a second");
        }
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(context.req()), failure -> release(principal));
    }

    private void release(Principal principal) {
        underWay.computeIfPresent(principal.name(), (name, count) -> count == 1 ? null : count - 1);
    }
}
