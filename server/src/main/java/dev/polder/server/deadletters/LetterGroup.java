package dev.polder.server.deadletters;

import java.time.Instant;

/**
 * Dead letters that were refused for the same reason.
 *
 * @param id of the reason
 * @param message the newest refusal's; never quotes content
 * @param sample the id of the newest one
 */
record LetterGroup(
        int number,
        String id,
        Reason reason,
        String message,
        String sample,
        Instant firstSeen,
        Instant lastSeen,
        Counts counts) {
    /**
     * How many letters are in which state.
     *
     * @param expired open ones that went with the topic's retention
     */
    record Counts(long waiting, long replayed, long discarded, long truncated, long expired) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        /** Those that are still there. */
        long held() {
            return waiting + replayed + discarded + truncated;
        }

        Counts plus(Counts other) {
            return new Counts(
                    waiting + other.waiting,
                    replayed + other.replayed,
                    discarded + other.discarded,
                    truncated + other.truncated,
                    expired + other.expired);
        }
    }

    LetterGroup with(Counts others) {
        return new LetterGroup(number, id, reason, message, sample, firstSeen, lastSeen, others);
    }
}
