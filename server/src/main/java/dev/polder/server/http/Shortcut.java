package dev.polder.server.http;

/**
 * A quick way for small requests of a route. The body has been read and the principal may call the route; whoever gets the request
 * may answer it later, from any thread, so that nobody waits meanwhile.
 *
 * <p>Called by the thread that reads from the network: it must not wait for anything, and not calculate for long.
 */
public interface Shortcut {
    /**
     * Takes a request, or leaves it as it is: then it goes the usual way as if nothing had happened, which is also where all
     * refusals get their words.
     *
     * @return whether it is taken: then it is answered once, now or later
     */
    boolean take(SmallRequest request);
}
