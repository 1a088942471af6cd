package dev.polder.server.deadletters;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Digest;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which dead letter of a port: where it lies in its topic, and in which incarnation of the topic. Written {@code 0-1234-9f3a2c1d}.
 *
 * @param incarnation the beginning of a digest of the topic's id: a topic that is deleted and made again counts from 0 again
 */
record LetterId(int partition, long offset, String incarnation) implements Comparable<LetterId> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})-(\\d{1,18})-([0-9a-f]{8})");
    private static final int INCARNATION_LENGTH = 8;
    private static final Comparator<LetterId> ORDER =
            Comparator.comparingInt(LetterId::partition).thenComparingLong(LetterId::offset);

    LetterId {
        Objects.requireNonNull(incarnation);
    }

    static LetterId of(String topicId, int partition, long offset) {
        return new LetterId(partition, offset, incarnation(topicId));
    }

    static String incarnation(String topicId) {
        return Digest.of(topicId).substring(0, INCARNATION_LENGTH);
    }

    static LetterId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new PolderException(
                    Code.USAGE,
                    "'" + text + "' is not the id of a dead letter",
                    "Ids look like 0-1234-9f3a2c1d; polder deadletters list and show print them");
        }
        return new LetterId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3));
    }

    @Override
    public int compareTo(LetterId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return partition + "-" + offset + "-" + incarnation;
    }
}
