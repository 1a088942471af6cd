package dev.polder.server.identity;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tokens have been seen lately, and from where: the first use of a token from an address, and one after a long silence, is a
 * login. Safe for many threads.
 */
final class Sessions {
    /** Silence after which a token's next use is a login again. */
    private static final Duration LONGEST_SILENCE = Duration.ofHours(12);
    /** How exactly it is known when a token was last used. */
    private static final Duration EXACTNESS = Duration.ofSeconds(30);

    static final int MOST = 100_000;

    private record Place(String session, String from) {}

    private final ConcurrentHashMap<Place, Long> seen = new ConcurrentHashMap<>();

    /** What a use is. */
    enum Use {
        /** Must stand in the audit before anything else happens. */
        LOGIN,
        /** To be noted. */
        LATER,
        /** Of no interest. */
        AGAIN
    }

    /** What a use of a token would be. */
    Use use(String session, String from, long millis) {
        Long last = seen.get(new Place(session, from));
        if (last == null || millis - last > LONGEST_SILENCE.toMillis()) {
            return Use.LOGIN;
        }
        return millis - last > EXACTNESS.toMillis() ? Use.LATER : Use.AGAIN;
    }

    void note(String session, String from, long millis) {
        if (seen.size() >= MOST) {
            seen.values().removeIf(last -> millis - last > LONGEST_SILENCE.toMillis());
        }
        if (seen.size() >= MOST) {
            // The audit rather says a login twice than that memory has no end.
            seen.clear();
        }
        seen.merge(new Place(session, from), millis, Math::max);
    }

    int size() {
        return seen.size();
    }
}
