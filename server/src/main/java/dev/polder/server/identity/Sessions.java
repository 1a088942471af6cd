package dev.polder.server.identity;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** Which tokens have been seen lately: the first use of a token, and one after a long silence, is a login. */
final class Sessions {
    /** Silence after which a token's next use is a login again. */
    private static final Duration LONGEST_SILENCE = Duration.ofHours(12);
    /** How exactly it is known when a token was last used. */
    private static final Duration EXACTNESS = Duration.ofSeconds(30);

    private static final int MOST = 100_000;

    private final ConcurrentHashMap<String, Long> seen = new ConcurrentHashMap<>();

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
    Use use(String token, long millis) {
        Long last = seen.get(token);
        if (last == null || millis - last > LONGEST_SILENCE.toMillis()) {
            return Use.LOGIN;
        }
        return millis - last > EXACTNESS.toMillis() ? Use.LATER : Use.AGAIN;
    }

    void note(String token, long millis) {
        if (seen.size() >= MOST) {
            seen.values().removeIf(last -> millis - last > LONGEST_SILENCE.toMillis());
        }
        seen.merge(token, millis, Math::max);
    }
}
