package dev.polder.server.privacy;

import dev.polder.core.contract.Encryption;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.gate.FieldCipher;
import dev.polder.gate.seal.GcmSealer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Encrypts the columns of one port, with the keys of its domain or of its records' subjects. Made for each body; equal to that of another
 * body until the contract or the domain's keys change.
 */
record PortCipher(PortId port, SchemaObject schema, DomainKeys keys, Optional<Subjects> subjects)
        implements FieldCipher {
    /** By the index of a property: how it is encrypted and what it is bound to; null for those that are not. */
    private static final class Columns {
        private final Encryption[] encryptions;
        private final byte[][] places;

        Columns(PortId port, SchemaObject schema) {
            List<Property> properties = schema.properties();
            encryptions = new Encryption[properties.size()];
            places = new byte[properties.size()][];
            for (int i = 0; i < encryptions.length; i++) {
                Property property = properties.get(i);
                if (property.encryption().isPresent()) {
                    encryptions[i] = property.encryption().get();
                    places[i] = Places.column(port, property.name(), encryptions[i]);
                }
            }
        }

        boolean isRandom(int column) {
            return encryptions[column] == Encryption.RANDOM;
        }
    }

    @Override
    public Sealer sealer() {
        Columns columns = new Columns(port, schema);
        return subjects.<Sealer>map(all -> new SubjectSealer(all, columns)).orElseGet(() -> new DomainSealer(columns));
    }

    @Override
    public boolean isReady(byte[] subject) {
        return subjects.map(all -> all.known(new SubjectName().over(subject, 0, subject.length)) != null)
                .orElse(true);
    }

    @Override
    public void prepare(Collection<byte[]> some) {
        subjects.ifPresent(all -> all.prepare(some.stream()
                .map(subject -> SubjectName.copy(subject, 0, subject.length))
                .toList()));
    }

    private final class DomainSealer implements Sealer {
        private final GcmSealer sealer = keys.values();
        private final Columns columns;
        private final GcmSealer.Place[] prepared;

        DomainSealer(Columns columns) {
            this.columns = columns;
            this.prepared = new GcmSealer.Place[columns.places.length];
            for (int i = 0; i < prepared.length; i++) {
                prepared[i] = columns.isRandom(i) ? sealer.place(columns.places[i]) : null;
            }
        }

        @Override
        public void begin(byte[] bytes, int from, int to) {
            // All records have the same keys.
        }

        @Override
        public int seal(int column, byte[] in, int from, int to, byte[] out, int at) {
            if (prepared[column] != null) {
                return sealer.seal(prepared[column], in, from, to, out, at);
            }
            try {
                byte[] sealed =
                        keys.join().encryptDeterministically(Arrays.copyOfRange(in, from, to), columns.places[column]);
                System.arraycopy(sealed, 0, out, at, sealed.length);
                return at + sealed.length;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a value cannot be encrypted", e);
            }
        }
    }

    private final class SubjectSealer implements Sealer {
        private final Subjects all;
        private final SubjectName subject = new SubjectName();
        private final Columns columns;
        private SubjectKey key;

        SubjectSealer(Subjects all, Columns columns) {
            this.all = all;
            this.columns = columns;
        }

        @Override
        public void begin(byte[] bytes, int from, int to) {
            key = all.of(subject.over(bytes, from, to));
        }

        @Override
        public int seal(int column, byte[] in, int from, int to, byte[] out, int at) {
            if (key.isGone()) {
                return Sealed.subjectHeader(Sealed.NOBODY, out, at);
            }
            byte[] plain = Arrays.copyOfRange(in, from, to);
            try {
                byte[] sealed = columns.isRandom(column)
                        ? key.value().encrypt(plain, columns.places[column])
                        : key.join().encryptDeterministically(plain, columns.places[column]);
                int behind = Sealed.subjectHeader(key.id(), out, at);
                System.arraycopy(sealed, 0, out, behind, sealed.length);
                return behind + sealed.length;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a value cannot be encrypted", e);
            }
        }
    }
}
