package dev.polder.server.privacy;

import com.google.crypto.tink.subtle.Hex;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.contract.DataType;
import dev.polder.core.contract.Property;
import dev.polder.core.contract.SchemaObject;
import dev.polder.core.contract.Subject;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.DomainName;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.SealedValue;
import dev.polder.query.EverySnapshot;
import dev.polder.server.database.Database;
import dev.polder.server.database.Lock;
import dev.polder.server.privacy.ErasureProof.Place;
import dev.polder.server.privacy.ErasureProof.Tried;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets subjects: destroys their keys, and then tries everywhere whether anything of them can still be read. Thread-safe. */
final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    private final Privacy privacy;
    private final Database database;
    private final Supplier<Collection<OutputPort>> ports;
    private final Function<PortId, Optional<Table>> tables;
    private final TopicRows topics;
    private final AuditTrail audit;
    private final Clock clock;

    /**
     * @param ports that have their topics and tables
     * @param topics reads them
     */
    Erasures(
            Privacy privacy,
            Database database,
            Supplier<Collection<OutputPort>> ports,
            Function<PortId, Optional<Table>> tables,
            TopicRows topics,
            AuditTrail audit,
            Clock clock) {
        this.privacy = privacy;
        this.database = database;
        this.ports = ports;
        this.tables = tables;
        this.topics = topics;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whom to forget. */
    private record Wanted(DomainName domain, String name, byte[] subject, String text, List<OutputPort> ports) {}

    /**
     * Destroys the keys of a subject; durable when it is done, whatever becomes of the proof. Once more for the same subject destroys nothing and
     * tries again.
     *
     * @param port one of those whose records are about the subject
     * @param text the subject's identifier, as records have it
     * @throws PolderException NOT_FOUND, or FEATURE_UNSUPPORTED when the port's contract names no subject
     */
    ErasureProof forget(PortId port, String text, String by) {
        Wanted wanted = wanted(port, text);
        byte[] token = privacy.ring().of(wanted.domain()).token(wanted.name(), wanted.subject());
        audit.record(new AuditEvent(
                clock.instant(),
                by,
                "subject.forget",
                Optional.of(port.toString()),
                AuditEvent.Outcome.ALLOWED,
                Map.of("kind", wanted.name(), "token", Hex.encode(token))));
        Set<Long> letters = lettersThatNameIt(wanted);
        Erased erased = destroy(wanted, token, letters);
        privacy.forgotten();
        LOG.info("Somebody was forgotten port={} kind={} by={} letters={}", port, wanted.name(), by, letters.size());
        ErasureProof proof = prove(wanted, erased, by);
        audit.record(new AuditEvent(
                clock.instant(),
                by,
                "subject.forget.proof",
                Optional.of(port.toString()),
                proof.proven() ? AuditEvent.Outcome.ALLOWED : AuditEvent.Outcome.FAILED,
                Map.of(
                        "kind",
                        wanted.name(),
                        "token",
                        Hex.encode(token),
                        "places",
                        "" + proof.places().size())));
        return proof;
    }

    private Wanted wanted(PortId port, String text) {
        OutputPort found = ports.get().stream()
                .filter(each -> each.id().equals(port))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND, "There is no port " + port, "See polder get ports for what there is"));
        Subject subject = found.schema()
                .subject()
                .orElseThrow(() -> new PolderException(
                        Code.FEATURE_UNSUPPORTED,
                        "The contract of " + port + " does not say whom its records are about",
                        "Give its schema object the custom property subject, in a new major version"));
        DomainName domain = port.address().domain();
        List<OutputPort> same = ports.get().stream()
                .filter(each -> each.id().address().domain().equals(domain))
                .filter(each -> each.schema().subject().map(Subject::name).equals(Optional.of(subject.name())))
                .toList();
        try {
            return new Wanted(
                    domain, subject.name(), SealedValue.plain(type(found.schema()), text), text.strip(), same);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The subject is no value of the column " + subject.column() + " of " + port,
                    "Give it as records have it");
        }
    }

    private static DataType type(SchemaObject schema) {
        String column = schema.subject().orElseThrow().column();
        return schema.properties().stream()
                .filter(property -> property.name().equals(column))
                .findFirst()
                .flatMap(Property::type)
                .orElseThrow();
    }

    private record Erased(Set<Long> keys, Instant at) {}

    private Erased destroy(Wanted wanted, byte[] token, Set<Long> letters) {
        Erased erased = database.inDurableTransaction(handle -> {
            OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
            var row = handle.createQuery("""
                            insert into privacy_subject_key as old (id, domain, name, token, created_at, forgotten_at)
                            values (:id, :domain, :name, :token, :at, :at)
                            on conflict (domain, name, token) do update set wrapped = null,
                                forgotten_at = coalesce(old.forgotten_at, excluded.forgotten_at)
                            returning id, forgotten_at
                            """)
                    .bind("id", SubjectKey.freshId(new SecureRandom()))
                    .bind("domain", wanted.domain().toString())
                    .bind("name", wanted.name())
                    .bind("token", token)
                    .bind("at", now)
                    .map((result, context) -> Map.entry(
                            result.getLong("id"),
                            result.getObject("forgotten_at", OffsetDateTime.class)
                                    .toInstant()))
                    .one();
            handle.createUpdate("""
                            update privacy_subject_key set wrapped = null, forgotten_at = coalesce(forgotten_at, :at)
                            where id = any(:ids)
                            """)
                    .bind("at", now)
                    .bindArray("ids", Long.class, List.copyOf(letters))
                    .execute();
            // So that whoever sees a number has seen all before it.
            Lock.ERASURES.acquire(handle);
            handle.createUpdate("insert into privacy_erasure (key_id, at) values (:id, :at)")
                    .bind("id", row.getKey())
                    .bind("at", now)
                    .execute();
            Set<Long> keys = new HashSet<>(letters);
            keys.add(row.getKey());
            return new Erased(keys, row.getValue());
        });
        // What the row held is overwritten sooner; it can still be in the write-ahead log and in backups.
        database.useHandle(handle -> handle.execute("vacuum privacy_subject_key"));
        return erased;
    }

    /** Keys of dead letters that do not say whom they are about, but hold the subject's identifier as a word. */
    private Set<Long> lettersThatNameIt(Wanted wanted) {
        Set<Long> keys = new HashSet<>();
        byte[] word = wanted.text().getBytes(StandardCharsets.UTF_8);
        for (OutputPort port : wanted.ports()) {
            Subjects unknown = privacy.subjects(wanted.domain(), Privacy.UNKNOWN);
            topics.read(port.id().deadLetterTopic(), message -> {
                if (message.headers().lastHeader(LetterSeal.HEADER) == null || !Sealed.isOfSubject(message.value())) {
                    return;
                }
                long id = Sealed.subjectKey(message.value());
                boolean open = !keys.contains(id)
                        && unknown.find(id).filter(key -> !key.isGone()).isPresent();
                if (open && Words.holds(privacy.openLetter(port.id(), message.value()), word)) {
                    keys.add(id);
                }
            });
        }
        return keys;
    }

    private ErasureProof prove(Wanted wanted, Erased erased, String by) {
        // With keys as they are in the files and the database now, not as this server remembers them.
        Privacy fresh = privacy.afresh();
        List<Place> places = new ArrayList<>();
        for (OutputPort port : wanted.ports()) {
            Trial onTopic = trial(fresh, port, erased, wanted);
            long read = topics.read(port.id().topic(), message -> onTopic.row(topics.row(message, onTopic.columns())));
            places.add(place(port, "topic", read + " records", onTopic));
            tables.apply(port.id()).ifPresent(table -> {
                Trial inTable = trial(fresh, port, erased, wanted);
                EverySnapshot.Extent extent = EverySnapshot.read(port.id(), table, inTable.columns(), inTable::row);
                places.add(place(
                        port, "table", extent.files() + " files of " + extent.snapshots() + " snapshots", inTable));
            });
            places.add(letters(fresh, port, erased));
        }
        return ErasureProof.of(wanted.domain().toString(), wanted.name(), by, erased.at(), clock.instant(), places);
    }

    private static Trial trial(Privacy fresh, OutputPort port, Erased erased, Wanted wanted) {
        DomainName domain = wanted.domain();
        return new Trial(fresh, port.id(), port.schema(), erased.keys(), wanted.text())
                .knowing(id -> fresh.key(domain, id).map(SubjectKey::isGone).orElse(false));
    }

    private static Place place(OutputPort port, String place, String extent, Trial trial) {
        return new Place(port.id().toString(), place, extent, trial.subject(), trial.others());
    }

    private Place letters(Privacy fresh, OutputPort port, Erased erased) {
        long[] own = new long[2];
        long[] others = new long[2];
        long read = topics.read(port.id().deadLetterTopic(), message -> {
            Header sealed = message.headers().lastHeader(LetterSeal.HEADER);
            if (sealed == null) {
                return;
            }
            boolean isOwn =
                    Sealed.isOfSubject(message.value()) && erased.keys().contains(Sealed.subjectKey(message.value()));
            Optional<Boolean> opened = opens(fresh, port.id(), message.value());
            if (isOwn || opened.isPresent()) {
                long[] counts = isOwn ? own : others;
                counts[0]++;
                counts[1] += opened.orElse(false) ? 1 : 0;
            }
        });
        return new Place(
                port.id().toString(),
                "dead-letters",
                read + " messages",
                new Tried(own[0], own[0], own[1]),
                new Tried(others[0], others[0], others[1]));
    }

    /** Whether a letter opens; empty when it is of somebody who was forgotten. */
    private static Optional<Boolean> opens(Privacy fresh, PortId port, byte[] sealed) {
        try {
            fresh.openLetter(port, sealed);
            return Optional.of(true);
        } catch (PolderException e) {
            return e.code() == Code.SUBJECT_FORGOTTEN ? Optional.empty() : Optional.of(false);
        }
    }
}
