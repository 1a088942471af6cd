package dev.polder.server.privacy;

import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RawRecord;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Encrypts what a gate refuses of one body: with the key of the record's subject, or, where the record does not say whom it is about, with a
 * key that all such records of the body share and that goes with any of them.
 */
final class EncryptedLetters implements LetterSeal {
    private static final int NAME_BYTES = 16;

    private final byte[] place;
    private final ContractGate gate;
    private final DomainKeys keys;
    private final Optional<Subjects> subjects;
    private final Subjects unknown;
    private Optional<SubjectKey> ofUnknown = Optional.empty();

    EncryptedLetters(PortId port, ContractGate gate, DomainKeys keys, Optional<Subjects> subjects, Subjects unknown) {
        this.place = Places.letter(port);
        this.gate = gate;
        this.keys = keys;
        this.subjects = subjects;
        this.unknown = unknown;
    }

    @Override
    public byte[] seal(RawRecord record, byte[] kept, BiConsumer<String, byte[]> headers) {
        headers.accept(HEADER, Integer.toString(kept.length).getBytes(StandardCharsets.US_ASCII));
        try {
            if (subjects.isEmpty()) {
                return keys.value().encrypt(kept, place);
            }
            SubjectKey key = gate.subject(record)
                    .map(subject -> subjects.get().of(new SubjectName().over(subject, 0, subject.length)))
                    .orElseGet(this::ofUnknown);
            byte[] header = new byte[Sealed.SUBJECT_HEADER];
            if (key.isGone()) {
                Sealed.subjectHeader(Sealed.NOBODY, header, 0);
                return header;
            }
            Sealed.subjectHeader(key.id(), header, 0);
            byte[] sealed = key.value().encrypt(kept, place);
            byte[] letter = Arrays.copyOf(header, header.length + sealed.length);
            System.arraycopy(sealed, 0, letter, header.length, sealed.length);
            return letter;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a dead letter cannot be encrypted", e);
        }
    }

    private SubjectKey ofUnknown() {
        if (ofUnknown.isEmpty()) {
            byte[] name = new byte[NAME_BYTES];
            new SecureRandom().nextBytes(name);
            ofUnknown = Optional.of(unknown.of(new SubjectName().over(name, 0, name.length)));
        }
        return ofUnknown.get();
    }
}
