package dev.polder.server.privacy;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.Subject;
import dev.polder.gate.SealedText;
import dev.polder.query.SealedColumn;
import dev.polder.query.SealedColumn.NotGenuine;
import dev.polder.server.privacy.ErasureProof.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tries to open the values of rows: all of one subject, and very many of others. For one thread. */
final class Trial {
    /** Rows of others that are tried. */
    private static final int MOST_OTHERS = 100_000;

    /** Rows that are tried together, so that their keys are fetched together. */
    private static final int AT_ONCE = 1000;

    private final List<SealedColumn> sealed;
    private final Subjects subjects;
    private final List<String> columns = new ArrayList<>();
    private final Set<Long> keys;
    private final String identifier;
    private final List<List<Optional<String>>> waiting = new ArrayList<>();
    private long records;
    private long values;
    private long readable;
    private long otherRecords;
    private long otherValues;
    private long otherReadable;

    /**
     * @param sealed the columns that are encrypted
     * @param subjects of the schema's kind
     * @param keys those of the subject
     * @param identifier of the subject, as text
     */
    Trial(SchemaObject schema, List<SealedColumn> sealed, Subjects subjects, Set<Long> keys, String identifier) {
        this.sealed = sealed;
        this.subjects = subjects;
        this.keys = keys;
        this.identifier = identifier;
        Subject subject = schema.subject().orElseThrow();
        columns.add(subject.column());
        sealed.forEach(column -> columns.add(column.name()));
    }

    /** What is wanted of each row: the subject's column, and those that are encrypted. */
    List<String> columns() {
        return columns;
    }

    /** @param row the values of the columns, as they are stored */
    void row(List<Optional<String>> row) {
        if (isOwn(row) || otherRecords + waiting.size() < MOST_OTHERS) {
            waiting.add(row);
        }
        if (waiting.size() >= AT_ONCE) {
            tryAll();
        }
    }

    private void tryAll() {
        subjects.fetch(waiting.stream()
                .flatMap(row -> row.stream().skip(1))
                .flatMap(stored -> key(stored).stream())
                .toList());
        waiting.forEach(this::tryOne);
        waiting.clear();
    }

    private void tryOne(List<Optional<String>> row) {
        boolean own = isOwn(row);
        long tried = 0;
        long opened = 0;
        for (int i = 0; i < sealed.size(); i++) {
            Optional<String> stored = row.get(i + 1);
            if (stored.isPresent() && (own || !isForgotten(stored))) {
                tried++;
                boolean open = own && isPlain(stored)
                        || opens(sealed.get(i), stored.get(), row.get(0).orElse(null));
                opened += open ? 1 : 0;
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
        return row.get(0).equals(Optional.of(identifier))
                || row.stream().skip(1).flatMap(stored -> key(stored).stream()).anyMatch(keys::contains);
    }

    /** The subject's key that a value is encrypted with. */
    private static Optional<Long> key(Optional<String> stored) {
        return stored.flatMap(SealedText::read).filter(Sealed::isOfSubject).map(Sealed::subjectKey);
    }

    /** Whether it was never encrypted with any subject's key: then anybody reads it, though nothing opens it. */
    private boolean isPlain(Optional<String> stored) {
        Optional<Long> key = key(stored);
        return key.isEmpty()
                || key.get() != Sealed.NOBODY && subjects.find(key.get()).isEmpty();
    }

    /** Of somebody else who was forgotten nothing is expected. */
    private boolean isForgotten(Optional<String> stored) {
        return key(stored)
                .filter(id -> id == Sealed.NOBODY
                        || subjects.find(id).filter(SubjectKey::isGone).isPresent())
                .isPresent();
    }

    private static boolean opens(SealedColumn column, String stored, String subject) {
        try {
            return column.opener().open(stored, subject).isPresent();
        } catch (NotGenuine e) {
            return false;
        }
    }

    Tried subject() {
        tryAll();
        return new Tried(records, values, readable);
    }

    Tried others() {
        tryAll();
        return new Tried(otherRecords, otherValues, otherReadable);
    }
}
