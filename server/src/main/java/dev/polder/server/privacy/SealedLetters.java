package dev.polder.server.privacy;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the encrypted dead letters of ports, with keys as they are in the database now. For one thread. */
final class SealedLetters {
    private static final int AT_ONCE = 500;

    private final Privacy privacy;
    private final TopicRows topics;

    SealedLetters(Privacy privacy, TopicRows topics) {
        this.privacy = privacy;
        this.topics = topics;
    }

    /**
     * A letter.
     *
     * @param key of a subject, or of those that nobody knows; none for a letter that should be encrypted with one and is not
     * @param attributed whether it says whom it is about
     * @param forgotten whether nobody can read it any more, as it should be
     * @param plain what it holds, if it could be opened
     */
    record Letter(Optional<Long> key, boolean attributed, boolean forgotten, Optional<byte[]> plain) {
        /** Whether it can be read and holds a word. */
        boolean names(byte[] word) {
            return plain.filter(text -> Words.holds(text, word)).isPresent();
        }
    }

    /** @return how many messages there were */
    long read(PortId port, Consumer<Letter> letters) {
        List<byte[]> some = new ArrayList<>();
        long read = topics.read(port.deadLetterTopic(), message -> {
            if (message.value() == null) {
                return;
            }
            boolean sealed = message.headers().lastHeader(LetterSeal.HEADER) != null;
            if (sealed && Sealed.isOfSubject(message.value())) {
                some.add(message.value());
            } else {
                letters.accept(ofNoSubject(port, message.value(), sealed));
            }
            if (some.size() >= AT_ONCE) {
                open(port, some, letters);
            }
        });
        open(port, some, letters);
        return read;
    }

    private Letter ofNoSubject(PortId port, byte[] message, boolean sealed) {
        if (!sealed) {
            return new Letter(Optional.empty(), false, false, Optional.of(message));
        }
        try {
            return new Letter(Optional.empty(), false, false, Optional.of(privacy.openLetter(port, message)));
        } catch (PolderException e) {
            return new Letter(Optional.empty(), false, false, Optional.empty());
        }
    }

    private void open(PortId port, List<byte[]> some, Consumer<Letter> letters) {
        Map<Long, Privacy.NamedKey> keys = privacy.keys(
                port.address().domain(), some.stream().map(Sealed::subjectKey).toList());
        for (byte[] sealed : some) {
            letters.accept(letter(port, sealed, Optional.ofNullable(keys.get(Sealed.subjectKey(sealed)))));
        }
        some.clear();
    }

    private Letter letter(PortId port, byte[] sealed, Optional<Privacy.NamedKey> key) {
        long id = Sealed.subjectKey(sealed);
        boolean attributed = key.filter(it -> it.name().equals(Privacy.UNKNOWN)).isEmpty();
        try {
            byte[] plain = privacy.openLetter(port, sealed, key.map(Privacy.NamedKey::key));
            return new Letter(Optional.of(id), attributed, false, Optional.of(plain));
        } catch (PolderException e) {
            return new Letter(Optional.of(id), attributed, e.code() == Code.SUBJECT_FORGOTTEN, Optional.empty());
        }
    }
}
