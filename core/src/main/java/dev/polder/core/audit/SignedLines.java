package dev.polder.core.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lines of checkpoints say about the entries after one, as far as a key has signed them.
 *
 * @param doubts about the others, for people
 * @param notes what one should know and is no doubt: that another key was accepted
 */
public record SignedLines(List<Checkpoint> signed, List<String> doubts, List<String> notes) {
    /** Ends a line that a process which was killed, or a disk that was full, has left unfinished. */
    public static final String TORN = "torn";

    public SignedLines {
        signed = List.copyOf(signed);
        doubts = List.copyOf(doubts);
        notes = List.copyOf(notes);
    }

    /** Of the lines of each kind the last, in their order: these say all that the ones before them say. */
    public static List<String> lastOfEachKind(List<String> lines) {
        Map<Checkpoint.Kind, String> last = new LinkedHashMap<>();
        for (String line : lines) {
            Checkpoint.parse(line).ifPresent(checkpoint -> {
                last.remove(checkpoint.kind());
                last.put(checkpoint.kind(), line);
            });
        }
        return List.copyOf(last.values());
    }

    /** @param lines without what a process that was killed may have left of the last one */
    public static SignedLines of(Collection<String> lines, VerifyingKey key, ChainHead after) {
        List<Checkpoint> signed = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        Optional<Checkpoint> accepted = accepted(lines, key);
        int number = 0;
        for (String line : lines) {
            number++;
            Optional<Checkpoint> checkpoint = Checkpoint.parse(line);
            if (checkpoint.isEmpty() && line.endsWith(" " + TORN)
                    || checkpoint
                            .filter(said -> isOfTheKeyBefore(said, accepted))
                            .isPresent()) {
                continue;
            }
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
        return new SignedLines(signed, doubts, note(accepted, after));
    }

    /** The last line that says that this key took another one's place. */
    private static Optional<Checkpoint> accepted(Collection<String> lines, VerifyingKey key) {
        return lines.stream()
                .flatMap(line -> Checkpoint.parse(line).stream())
                .filter(said -> said.kind() == Checkpoint.Kind.KEY && said.isBy(key))
                .reduce((first, second) -> second);
    }

    private static boolean isOfTheKeyBefore(Checkpoint line, Optional<Checkpoint> accepted) {
        return accepted.filter(since -> !line.key().equals(since.key())
                        && line.head().sequence() <= since.head().sequence())
                .isPresent();
    }

    private static List<String> note(Optional<Checkpoint> accepted, ChainHead after) {
        return accepted
                .filter(since -> since.head().sequence() > after.sequence())
                .map(since -> "Since entry " + since.head().sequence() + ", " + since.at() + ", the key " + since.key()
                        + " signs, which was accepted in place of another one: lines of that one were not looked at")
                .stream()
                .toList();
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
