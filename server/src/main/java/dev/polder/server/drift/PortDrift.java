package dev.polder.server.drift;

import java.time.Instant;
import java.util.List;

/**
 * Fields that a port's records have and its contract does not.
 *
 * @param names how many different ones are told apart
 * @param records with at least one such field
 * @param others how often further ones came up, once per record
 * @param since when the first such record came
 * @param fields those that are told apart, where they were asked for
 */
public record PortDrift(
        String contractVersion,
        int names,
        long records,
        long others,
        Instant since,
        Instant lastSeen,
        List<UnknownField> fields) {
    public PortDrift {
        fields = List.copyOf(fields);
    }

    /**
     * A field that the contract does not have.
     *
     * @param path a JSON path in which {@code *} stands for every item and every key
     * @param type of a value there, in words
     * @param records how many have it
     */
    public record UnknownField(String path, String type, long records, Instant firstSeen, Instant lastSeen) {}
}
