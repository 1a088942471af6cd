package dev.polder.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a feature registers its routes. A route cannot be registered without saying who may call it.
 *
 * <p>Paths are Javalin's: {@code {name}} is one segment, {@code <name>} may contain slashes.
 */
public final class Router {
    /** One registered route. */
    public record Route(String method, String path, Set<Access> access) {
        public Route {
            access = Set.copyOf(access);
        }
    }

    private static final int FORBIDDEN = 403;

    private final RoutesConfig javalin;
    private final Gatekeeper gatekeeper;
    private final Shortcuts shortcuts;
    private final List<Route> registered = new ArrayList<>();

    Router(RoutesConfig javalin, Gatekeeper gatekeeper, Shortcuts shortcuts) {
        this.javalin = javalin;
        this.gatekeeper = gatekeeper;
        this.shortcuts = shortcuts;
    }

    public void get(String path, Handler handler, Access first, Access... more) {
        add(HandlerType.GET, path, handler, first, more);
    }

    public void head(String path, Handler handler, Access first, Access... more) {
        add(HandlerType.HEAD, path, handler, first, more);
    }

    public void post(String path, Handler handler, Access first, Access... more) {
        add(HandlerType.POST, path, handler, first, more);
    }

    /** @param shortcut gets the route's small requests first, from whom may call it */
    public void post(String path, Handler handler, Shortcut shortcut, Access first, Access... more) {
        post(path, handler, first, more);
        shortcuts.add(path, EnumSet.of(first, more), shortcut);
    }

    public void put(String path, Handler handler, Access first, Access... more) {
        add(HandlerType.PUT, path, handler, first, more);
    }

    public void delete(String path, Handler handler, Access first, Access... more) {
        add(HandlerType.DELETE, path, handler, first, more);
    }

    List<Route> registered() {
        return List.copyOf(registered);
    }

    private void add(HandlerType method, String path, Handler handler, Access first, Access... more) {
        Set<Access> access = EnumSet.of(first, more);
        if (access.stream().anyMatch(Access::isInDomain) && !path.contains("{" + Access.DOMAIN + "}")) {
            throw new IllegalStateException("a role in a domain, but no domain in the path: " + path);
        }
        registered.add(new Route(method.name(), path, access));
        javalin.addHttpHandler(method, path, context -> {
            // Here the parameters of the path are known, of which one is the domain that roles are held in.
            gatekeeper.checkAccess(context, access);
            handler.handle(context);
            if (context.statusCode() == FORBIDDEN) {
                gatekeeper.keep(context, Optional.empty());
            }
        });
    }

    @Override
    public String toString() {
        return Arrays.toString(registered.toArray());
    }
}
