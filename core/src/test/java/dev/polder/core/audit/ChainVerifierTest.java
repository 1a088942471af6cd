package dev.polder.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.ChainBreak.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
    private record Entry(long sequence, EntryContent content, byte[] hash) {}

    private final List<Entry> log = log(1, 100, "first");

    @Test
    void anUntouchedLogIsRightToItsEnd() {
        ChainVerifier verifier = new ChainVerifier(ChainHead.START, List.of(anchor(log, 60), anchor(log, 90)));

        assertThat(verified(verifier, log)).isEmpty();
        assertThat(verifier.head()).isEqualTo(anchor(log, 100).head());
        assertThat(verifier.confirmed()).isEqualTo(90);
    }

    @Test
    void aChangedEntryIsFound() {
        Entry old = log.get(41);
        byte[] fields = old.content().fields().clone();
        fields[fields.length - 3] ^= 1;
        log.set(41, new Entry(42, new EntryContent(old.content().micros(), fields), old.hash()));

        assertBreak(Kind.CHANGED, 42);
    }

    @Test
    void aChangedHashIsFound() {
        byte[] hash = log.get(41).hash().clone();
        hash[31] ^= 1;
        log.set(41, new Entry(42, log.get(41).content(), hash));

        assertBreak(Kind.CHANGED, 42);
    }

    @Test
    void aRemovedEntryIsFound() {
        log.remove(41);

        assertBreak(Kind.REMOVED, 42);
    }

    @Test
    void aRemovedBeginningIsFound() {
        log.subList(0, 10).clear();

        assertBreak(Kind.REMOVED, 1);
    }

    @Test
    void swappedEntriesAreFound() {
        Collections.swap(log, 41, 42);

        assertBreak(Kind.REMOVED, 42);
    }

    @Test
    void swappedContentsAreFound() {
        Entry first = log.get(41);
        Entry second = log.get(42);
        log.set(41, new Entry(42, second.content(), second.hash()));
        log.set(42, new Entry(43, first.content(), first.hash()));

        assertBreak(Kind.CHANGED, 42);
    }

    @Test
    void anInsertedEntryIsFound() {
        log.add(42, log.get(41));

        assertBreak(Kind.OUT_OF_ORDER, 42);
    }

    @Test
    void anInsertedEntryWithARightHashIsFoundByTheOneAfterIt() {
        EntryContent content = content("put in");
        byte[] hash = new ChainHash().of(log.get(41).hash(), 43, content);
        List<Entry> changed = new ArrayList<>(log.subList(0, 42));
        changed.add(new Entry(43, content, hash));
        log.subList(42, 100)
                .forEach(entry -> changed.add(new Entry(entry.sequence() + 1, entry.content(), entry.hash())));

        assertThat(verified(new ChainVerifier(ChainHead.START, List.of()), changed))
                .hasValueSatisfying(found -> {
                    assertThat(found.kind()).isEqualTo(Kind.CHANGED);
                    assertThat(found.sequence()).isEqualTo(44);
                });
    }

    @Test
    void aCutOffEndIsFoundByACheckpoint() {
        Anchor anchor = anchor(log, 90);
        log.subList(80, 100).clear();

        assertThat(verified(new ChainVerifier(ChainHead.START, List.of(anchor)), log))
                .hasValueSatisfying(found -> {
                    assertThat(found.kind()).isEqualTo(Kind.TRUNCATED);
                    assertThat(found.sequence()).isEqualTo(81);
                    assertThat(found.text()).contains("the checkpoint of 2026", "knows entry 90");
                });
    }

    @Test
    void entriesThatWereWrittenAnewAreFoundByTheNextCheckpoint() {
        List<Anchor> anchors = List.of(anchor(log, 90), anchor(log, 30), anchor(log, 60));
        List<Entry> anew = new ArrayList<>(log.subList(0, 41));
        byte[] hash = log.get(40).hash();
        for (long sequence = 42; sequence <= 100; sequence++) {
            EntryContent content = content("anew " + sequence);
            hash = new ChainHash().of(hash, sequence, content);
            anew.add(new Entry(sequence, content, hash));
        }

        assertThat(verified(new ChainVerifier(ChainHead.START, anchors), anew)).hasValueSatisfying(found -> {
            assertThat(found.kind()).isEqualTo(Kind.REPLACED);
            assertThat(found.sequence()).isEqualTo(31);
            assertThat(found.text()).contains("the entries 31 to 60");
        });
    }

    @Test
    void aLogCanBeVerifiedInPieces() {
        ChainVerifier first = new ChainVerifier(ChainHead.START, List.of(anchor(log, 90)));
        log.subList(0, 50)
                .forEach(entry -> assertThat(first.add(entry.sequence(), entry.content(), entry.hash()))
                        .isEmpty());

        ChainVerifier second = new ChainVerifier(first.head(), List.of(anchor(log, 30), anchor(log, 90)));

        assertThat(verified(second, log.subList(50, 100))).isEmpty();
        assertThat(second.confirmed()).isEqualTo(90);
    }

    private void assertBreak(Kind kind, long sequence) {
        assertThat(verified(new ChainVerifier(ChainHead.START, List.of()), log)).hasValueSatisfying(found -> {
            assertThat(found.kind()).isEqualTo(kind);
            assertThat(found.sequence()).isEqualTo(sequence);
        });
    }

    private static Optional<ChainBreak> verified(ChainVerifier verifier, List<Entry> log) {
        for (Entry entry : log) {
            Optional<ChainBreak> found = verifier.add(entry.sequence(), entry.content(), entry.hash());
            if (found.isPresent()) {
                return found;
            }
        }
        return verifier.end();
    }

    private static Anchor anchor(List<Entry> log, int sequence) {
        ChainHead head = ChainHead.of(sequence, log.get(sequence - 1).hash());
        return Checkpoint.signed(
                        Checkpoint.Kind.CHECKPOINT, head, Instant.parse("2026-11-23T10:00:00Z"), AuditKey.generate())
                .anchor();
    }

    private static List<Entry> log(long from, int count, String text) {
        List<Entry> log = new ArrayList<>();
        byte[] hash = ChainHead.START.hashBytes();
        for (long sequence = from; sequence < from + count; sequence++) {
            EntryContent content = content(text + " " + sequence);
            hash = new ChainHash().of(hash, sequence, content);
            log.add(new Entry(sequence, content, hash));
        }
        return log;
    }

    private static EntryContent content(String text) {
        return EntryContent.of(
                new AuditEvent(Instant.EPOCH, "ana", "query", Optional.empty(), Outcome.ALLOWED, Map.of("text", text)));
    }
}
