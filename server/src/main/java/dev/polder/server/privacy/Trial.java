package dev.polder.server.privacy;

import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.Subject;
import dev.polder.core.name.PortId;
import dev.polder.gate.SealedText;
import dev.polder.query.SealedColumn;
import dev.polder.query.SealedColumn.NotGenuine;
import dev.polder.server.privacy.ErasureProof.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tries to open the values of rows: all of one subject, and some of others. For one thread. */
final class Trial {
    /** Rows of others that are tried. */
    private static final int MOST_OTHERS = 1000;

    private final List<SealedColumn> sealed;
    private final List<String> columns = new ArrayList<>();
    private final Set<Long> keys;
    private final String identifier;
    private final boolean subjectSealed;
    private long records;
    private long values;
    private long readable;
    private long otherRecords;
    private long otherValues;
    private long otherReadable;

    /**
     * @param keys those of the subject
     * @param identifier of the subject, as text
     */
    Trial(Privacy privacy, PortId port, SchemaObject schema, Set<Long> keys, String identifier) {
        this.sealed = privacy.sealed(port, schema);
        this.keys = keys;
        this.identifier = identifier;
        Subject subject = schema.subject().orElseThrow();
        columns.add(subject.column());
        sealed.forEach(column -> columns.add(column.name()));
        this.subjectSealed = schema.properties().stream()
                .filter(property -> property.name().equals(subject.column()))
                .findFirst()
                .flatMap(Property::encryption)
                .isPresent();
    }

    /** What is wanted of each row: the subject's column, and those that are encrypted. */
    List<String> columns() {
        return columns;
    }

    /** @param row the values of the columns, as they are stored */
    void row(List<Optional<String>> row) {
        boolean own = isOwn(row);
        if (!own && otherRecords >= MOST_OTHERS) {
            return;
        }
        long tried = 0;
        long opened = 0;
        for (int i = 0; i < sealed.size(); i++) {
            Optional<String> stored = row.get(i + 1);
            if (stored.isPresent() && (own || !isForgotten(stored.get()))) {
                tried++;
                opened += opens(sealed.get(i), stored.get(), row.get(0).orElse(null)) ? 1 : 0;
            }
        }
        if (own) {
            records++;
            values += tried;
            readable += opened;
        } else {
            otherRecords++;
            otherValues += tried;
            otherReadable += opened;
        }
    }

    private boolean isOwn(List<Optional<String>> row) {
        return !subjectSealed && row.get(0).equals(Optional.of(identifier))
                || row.stream().skip(1).flatMap(Optional::stream).anyMatch(this::isOfKey);
    }

    private boolean isOfKey(String stored) {
        return SealedText.read(stored)
                .filter(Sealed::isOfSubject)
                .map(Sealed::subjectKey)
                .filter(keys::contains)
                .isPresent();
    }

    /** Of somebody else who was forgotten nothing is expected. */
    private boolean isForgotten(String stored) {
        return SealedText.read(stored)
                .filter(Sealed::isOfSubject)
                .map(Sealed::subjectKey)
                .filter(id -> id == Sealed.NOBODY || gone(id))
                .isPresent();
    }

    private final java.util.Map<Long, Boolean> gone = new java.util.HashMap<>();
    private java.util.function.LongPredicate isGone = id -> false;

    /** Says which keys are gone of themselves. */
    Trial knowing(java.util.function.LongPredicate predicate) {
        isGone = predicate;
        return this;
    }

    private boolean gone(long id) {
        return gone.computeIfAbsent(id, isGone::test);
    }

    private static boolean opens(SealedColumn column, String stored, String subject) {
        try {
            return column.opener().open(stored, subject).isPresent();
        } catch (NotGenuine e) {
            return false;
        }
    }

    Tried subject() {
        return new Tried(records, values, readable);
    }

    Tried others() {
        return new Tried(otherRecords, otherValues, otherReadable);
    }
}
