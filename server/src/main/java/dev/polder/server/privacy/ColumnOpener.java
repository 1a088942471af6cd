package dev.polder.server.privacy;

import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Encryption;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.gate.SealedText;
import dev.polder.gate.SealedValue;
import dev.polder.query.SealedColumn;
import dev.polder.query.SealedColumn.NotGenuine;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Decrypts the values of one column. Thread-safe. */
final class ColumnOpener implements SealedColumn.Opener {
    /** What AES-GCM adds to a value: a nonce and a tag. */
    private static final int GCM_BYTES = 28;
    /** What AES-SIV adds. */
    private static final int SIV_BYTES = 16;

    private final Encryption encryption;
    private final DataType type;
    private final byte[] place;
    private final Supplier<DomainKeys> keys;
    private final Runnable refresh;
    private final Optional<Subjects> subjects;
    private final Optional<Property> subject;

    /**
     * @param keys of the domain, as they are now
     * @param refresh takes up keys that another server has made
     * @param subjects of the schema, if it names them
     */
    ColumnOpener(
            PortId port,
            SchemaObject schema,
            Property column,
            Supplier<DomainKeys> keys,
            Runnable refresh,
            Optional<Subjects> subjects) {
        this.encryption = column.encryption().orElseThrow();
        this.type = column.type().orElseThrow();
        this.place = Places.column(port, column.name(), encryption);
        this.keys = keys;
        this.refresh = refresh;
        this.subjects = subjects;
        this.subject = schema.subject()
                .flatMap(named -> schema.properties().stream()
                        .filter(property -> property.name().equals(named.column()))
                        .findFirst());
    }

    @Override
    public void prepare(List<String> stored) {
        subjects.ifPresent(all -> all.fetch(stored.stream()
                .filter(Objects::nonNull)
                .flatMap(text -> SealedText.read(text).stream())
                .filter(Sealed::isOfSubject)
                .map(Sealed::subjectKey)
                .toList()));
    }

    /**
     * The value of a column as text that SQL casts to its type; empty when its subject was forgotten.
     *
     * @param stored as the column has it
     * @param rowSubject what the same row has in its subject's column, as text; means nothing where there is no subject
     */
    @Override
    public Optional<String> open(String stored, String rowSubject) throws NotGenuine {
        byte[] ciphertext = SealedText.read(stored).orElseThrow(() -> new NotGenuine("no ciphertext"));
        Optional<byte[]> plain =
                subjects.isPresent() ? ofSubject(ciphertext, rowSubject) : Optional.of(ofDomain(ciphertext));
        try {
            return plain.map(bytes -> SealedValue.text(type, bytes));
        } catch (IllegalArgumentException e) {
            throw new NotGenuine("not a value of the column's type");
        }
    }

    private byte[] ofDomain(byte[] ciphertext) throws NotGenuine {
        try {
            return decrypt(keys.get(), ciphertext);
        } catch (GeneralSecurityException first) {
            refresh.run();
            try {
                return decrypt(keys.get(), ciphertext);
            } catch (GeneralSecurityException e) {
                throw new NotGenuine("changed, moved, or of a key that is gone");
            }
        }
    }

    private byte[] decrypt(DomainKeys with, byte[] ciphertext) throws GeneralSecurityException {
        return encryption == Encryption.RANDOM
                ? with.value().decrypt(ciphertext, place)
                : with.join().decryptDeterministically(ciphertext, place);
    }

    private Optional<byte[]> ofSubject(byte[] ciphertext, String rowSubject) throws NotGenuine {
        if (!Sealed.isOfSubject(ciphertext)) {
            throw new NotGenuine("not of a subject's key");
        }
        long id = Sealed.subjectKey(ciphertext);
        if (id == Sealed.NOBODY) {
            return ofNobody(ciphertext, rowSubject);
        }
        if (ciphertext.length < Sealed.SUBJECT_HEADER + (encryption == Encryption.RANDOM ? GCM_BYTES : SIV_BYTES)) {
            throw new NotGenuine("cut off");
        }
        SubjectKey key = subjects.get().find(id).orElseThrow(() -> new NotGenuine("of a key that there never was"));
        if (!isOfRow(key, rowSubject)) {
            throw new NotGenuine("of another subject than its row");
        }
        if (key.isGone()) {
            return Optional.empty();
        }
        byte[] raw = Arrays.copyOfRange(ciphertext, Sealed.SUBJECT_HEADER, ciphertext.length);
        try {
            return Optional.of(
                    encryption == Encryption.RANDOM
                            ? key.value().decrypt(raw, place)
                            : key.join().decryptDeterministically(raw, place));
        } catch (GeneralSecurityException e) {
            throw new NotGenuine("changed or moved");
        }
    }

    /** What stands for a value of somebody who had been forgotten before: genuine only in a row of somebody who was. */
    private Optional<byte[]> ofNobody(byte[] ciphertext, String rowSubject) throws NotGenuine {
        if (ciphertext.length != Sealed.SUBJECT_HEADER) {
            throw new NotGenuine("of no subject and longer than such a one");
        }
        boolean forgotten = isSubjectSealed()
                ? rowKey(rowSubject) == Sealed.NOBODY
                : subjects.get().isForgotten(rowName(rowSubject));
        if (!forgotten) {
            throw new NotGenuine("empty in a row whose subject was not forgotten");
        }
        return Optional.empty();
    }

    /** Whether a key is the one that the values of a row are encrypted with. */
    private boolean isOfRow(SubjectKey key, String rowSubject) throws NotGenuine {
        return isSubjectSealed()
                ? rowKey(rowSubject) == key.id()
                : subjects.get().isOf(key, rowName(rowSubject));
    }

    private boolean isSubjectSealed() {
        return subject.orElseThrow().encryption().isPresent();
    }

    /** The key that a row's subject is encrypted with. */
    private static long rowKey(String rowSubject) throws NotGenuine {
        return Optional.ofNullable(rowSubject)
                .flatMap(SealedText::read)
                .filter(Sealed::isOfSubject)
                .map(Sealed::subjectKey)
                .orElseThrow(() -> new NotGenuine("in a row without a subject"));
    }

    private SubjectName rowName(String rowSubject) throws NotGenuine {
        if (rowSubject == null) {
            throw new NotGenuine("in a row without a subject");
        }
        byte[] plain = SealedValue.plain(subject.orElseThrow().type().orElseThrow(), rowSubject);
        return new SubjectName().over(plain, 0, plain.length);
    }
}
