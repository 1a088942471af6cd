package dev.polder.core.audit;

import dev.polder.core.audit.ChainBreak.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Goes along a log and finds the first place where it is not what was written. Give it every entry in the order of the log, then
 * {@link #end}; after a break it is of no more use. Not for several threads at once.
 */
public final class ChainVerifier {
    private final ChainHash hashing = new ChainHash();
    private final List<Anchor> anchors;
    private final byte[] expected = new byte[ChainHash.BYTES];
    private final byte[] previous;
    private long sequence;
    private int nextAnchor;
    private long confirmed;

    /**
     * @param start what the first entry follows: {@link ChainHead#START}, the end of what was pruned, or of what was verified before
     * @param anchors what is known from elsewhere, in any order; those up to the start are passed over
     */
    public ChainVerifier(ChainHead start, Collection<Anchor> anchors) {
        sequence = start.sequence();
        previous = start.hashBytes();
        confirmed = start.sequence();
        this.anchors = anchors.stream()
                .filter(anchor -> anchor.head().sequence() > start.sequence())
                .sorted(Comparator.comparingLong(anchor -> anchor.head().sequence()))
                .toList();
    }

    /** The next entry. */
    public Optional<ChainBreak> add(long number, EntryContent content, byte[] hash) {
        byte[] fields = content.fields();
        return add(number, content.micros(), fields, 0, fields.length, hash, 0);
    }

    /** The next entry, without a copy: fields and hash are parts of arrays. */
    public Optional<ChainBreak> add(
            long number, long micros, byte[] fields, int from, int length, byte[] hash, int hashFrom) {
        if (number != sequence + 1) {
            return Optional.of(misplaced(number));
        }
        hashing.of(previous, number, micros, fields, from, length, expected);
        if (!Arrays.equals(expected, 0, ChainHash.BYTES, hash, hashFrom, hashFrom + ChainHash.BYTES)) {
            return Optional.of(new ChainBreak(
                    Kind.CHANGED,
                    number,
                    "Entry " + number + " does not fit its hash and entry " + sequence
                            + " before it: it was changed or swapped, or something was put in or taken out there"));
        }
        System.arraycopy(expected, 0, previous, 0, ChainHash.BYTES);
        sequence = number;
        return anchored();
    }

    /** That there are no more entries. */
    public Optional<ChainBreak> end() {
        if (nextAnchor == anchors.size()) {
            return Optional.empty();
        }
        Anchor last = anchors.get(anchors.size() - 1);
        return Optional.of(new ChainBreak(
                Kind.TRUNCATED,
                sequence + 1,
                "The log ends with entry " + sequence + "; " + last.source() + " knows entry "
                        + last.head().sequence() + ": the end was cut off, or an old copy was restored"));
    }

    /** The last entry that is right. */
    public ChainHead head() {
        return ChainHead.of(sequence, previous);
    }

    /** The last entry that is also known from elsewhere; what the verification began after, if none is. */
    public long confirmed() {
        return confirmed;
    }

    private ChainBreak misplaced(long number) {
        if (number <= sequence) {
            return new ChainBreak(
                    Kind.OUT_OF_ORDER,
                    number,
                    "Entry " + number + " stands after entry " + sequence + ": it was put in or moved");
        }
        long gone = number - sequence - 1;
        return new ChainBreak(
                Kind.REMOVED,
                sequence + 1,
                (gone == 1
                                ? "Entry " + (sequence + 1) + " is"
                                : "The entries " + (sequence + 1) + " to " + (number - 1) + " are")
                        + " not there; the next one is entry " + number);
    }

    private Optional<ChainBreak> anchored() {
        while (nextAnchor < anchors.size() && anchors.get(nextAnchor).head().sequence() == sequence) {
            Anchor anchor = anchors.get(nextAnchor);
            if (!Arrays.equals(anchor.head().hashBytes(), previous)) {
                return Optional.of(new ChainBreak(
                        Kind.REPLACED,
                        confirmed + 1,
                        "Entry " + sequence + " is not the one that " + anchor.source()
                                + " knows: of the entries " + (confirmed + 1) + " to " + sequence
                                + " some were written anew, or an old copy was restored"));
            }
            nextAnchor++;
            confirmed = sequence;
        }
        return Optional.empty();
    }
}
