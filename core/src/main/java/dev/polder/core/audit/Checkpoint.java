package dev.polder.core.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * A signed statement about the log, one line of text: what it says, who by, and the signature over all that stands before it.
 *
 * <pre>checkpoint 120000 9f86d0… 2026-11-23T10:00:00Z 3b1f… MEUCIQ…</pre>
 *
 * @param key the id of the key that it is signed with
 * @param signature Ed25519 over the line up to the blank before it, in Base64
 */
public record Checkpoint(Kind kind, ChainHead head, Instant at, String key, String signature) {
    /** What it says. */
    public enum Kind {
        /** The log had come to this entry. */
        CHECKPOINT("checkpoint"),
        /** The entries up to this one were removed on purpose, because they were old enough. */
        PRUNED("pruned"),
        /** From this entry on this line's key signs, and somebody has accepted that the key before it does not any more. */
        KEY("key");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public Checkpoint {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(head);
        Objects.requireNonNull(at);
        Objects.requireNonNull(key);
        Objects.requireNonNull(signature);
    }

    public static Checkpoint signed(Kind kind, ChainHead head, Instant at, AuditKey key) {
        String said = said(kind, head, at, key.verifying().id());
        return new Checkpoint(kind, head, at, key.verifying().id(), key.sign(said));
    }

    /** Reads a line; empty when it is none. Whether the signature is right is another question. */
    public static Optional<Checkpoint> parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 6 || !words[1].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(words[0])) {
                try {
                    Base64.getDecoder().decode(words[5]);
                    ChainHead head = new ChainHead(Long.parseLong(words[1]), words[2]);
                    return Optional.of(new Checkpoint(kind, head, Instant.parse(words[3]), words[4], words[5]));
                } catch (DateTimeParseException | IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Whether that key has signed exactly this. */
    public boolean isBy(VerifyingKey verifying) {
        return verifying.id().equals(key) && verifying.verify(said(kind, head, at, key), signature);
    }

    public Anchor anchor() {
        return new Anchor(head, "the checkpoint of " + at);
    }

    /** The line, without its end. */
    public String line() {
        return said(kind, head, at, key) + " " + signature;
    }

    private static String said(Kind kind, ChainHead head, Instant at, String key) {
        return kind.word + " " + head.sequence() + " " + head.hash() + " " + at + " " + key;
    }
}
