package dev.polder.server.privacy;

import java.time.Instant;
import java.util.List;

/**
 * What was tried after somebody was forgotten, and what came of it. Holds nothing of whom it is about.
 *
 * @param name what kind of subject it was
 * @param known whether there was anything of the subject, or had been
 * @param forgottenAt when the keys were destroyed, which may have been before
 * @param proven whether none of the subject's values could be read, and all of the others that were tried could
 */
public record ErasureProof(
        String domain,
        String name,
        String by,
        boolean known,
        Instant forgottenAt,
        Instant triedAt,
        List<Place> places,
        boolean proven) {
    public ErasureProof {
        places = List.copyOf(places);
    }

    /**
     * A place where values lie.
     *
     * @param place {@code topic}, {@code table} or {@code dead-letters}
     * @param extent what was read, in words
     * @param subject the subject's
     * @param others of others, the first ones that were met
     * @param unattributed how many dead letters that can be read do not say whom they are about; none of them holds the subject's identifier as
     *     a word, or it would be counted as the subject's
     */
    public record Place(String port, String place, String extent, Tried subject, Tried others, long unattributed) {}

    /**
     * Values that were tried.
     *
     * @param records that hold them
     * @param readable how many could be decrypted; of the subject's, also those that were never encrypted
     */
    public record Tried(long records, long values, long readable) {}

    static ErasureProof of(
            String domain,
            String name,
            String by,
            boolean known,
            Instant forgottenAt,
            Instant triedAt,
            List<Place> places) {
        boolean proven = places.stream()
                .allMatch(place -> place.subject().readable() == 0
                        && place.others().readable() == place.others().values());
        return new ErasureProof(domain, name, by, known, forgottenAt, triedAt, places, proven);
    }
}
