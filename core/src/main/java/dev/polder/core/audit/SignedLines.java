package dev.polder.core.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What lines of checkpoints say about the entries after one, as far as a key has signed them.
 *
 * @param doubts about the others, for people
 */
public record SignedLines(List<Checkpoint> signed, List<String> doubts) {
    public SignedLines {
        signed = List.copyOf(signed);
        doubts = List.copyOf(doubts);
    }

    /** @param lines without what a process that was killed may have left of the last one */
    public static SignedLines of(Collection<String> lines, VerifyingKey key, ChainHead after) {
        List<Checkpoint> signed = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        int number = 0;
        for (String line : lines) {
            number++;
            Optional<Checkpoint> checkpoint = Checkpoint.parse(line);
            if (checkpoint
                    .filter(said -> said.head().sequence() <= after.sequence())
                    .isPresent()) {
                continue;
            }
            if (checkpoint.filter(said -> said.isBy(key)).isPresent()) {
                signed.add(checkpoint.get());
            } else if (checkpoint.isPresent() || after.sequence() == 0) {
                doubts.add(
                        "Line " + number + " of the checkpoints is not one that the key " + key.id() + " has signed");
            }
        }
        return new SignedLines(signed, doubts);
    }

    public List<Anchor> anchors() {
        return signed.stream().map(Checkpoint::anchor).toList();
    }

    /**
     * What the first entry follows: what was verified before, or what a signed line says was removed on purpose.
     *
     * @param first the number of the first entry that is there
     */
    public ChainHead start(long first, ChainHead after) {
        return signed.stream()
                .filter(checkpoint -> checkpoint.kind() == Checkpoint.Kind.PRUNED)
                .map(Checkpoint::head)
                .filter(head -> head.sequence() == first - 1)
                .findFirst()
                .orElse(after);
    }
}
