package dev.polder.server.privacy;

import com.google.crypto.tink.subtle.Hex;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
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
import dev.polder.server.database.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets subjects: destroys their keys, and then tries everywhere whether anything of them can still be read. Thread-safe. */
final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    private final Privacy privacy;
    private final Shredder shredder;
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
        this.shredder = new Shredder(database, clock);
        this.ports = ports;
        this.tables = tables;
        this.topics = topics;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Whom to forget.
     *
     * @param subject as the gate writes what the subject's column holds
     * @param text the same in words
     * @param ports that speak of the same subjects
     */
    record Wanted(DomainName domain, String name, byte[] subject, String text, List<OutputPort> ports) {
        byte[] word() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** @param keys that were destroyed: the subject's, and those of dead letters that name it */
    record Erased(Set<Long> keys, Instant at) {}

    /** Whom an owner asks to forget, and who asks. */
    record Request(PortId port, String text, boolean evenUnknown, String by) {}

    /**
     * Destroys the keys of a subject; durable when it is done, whatever becomes of the proof. Once more for the same subject destroys nothing but
     * the keys of dead letters that have come since, and tries again.
     *
     * @throws PolderException NOT_FOUND; FEATURE_UNSUPPORTED when the port's contract names no subject; SUBJECT_UNKNOWN when there is nothing of
     *     the subject and it is not asked for all the same: then nothing has changed
     */
    ErasureProof forget(Request request) {
        Wanted wanted = wanted(request.port(), request.text());
        byte[] token = privacy.ring().of(wanted.domain()).token(wanted.name(), wanted.subject());
        boolean known = shredder.knows(wanted.domain(), wanted.name(), token)
                || !lettersThatName(wanted).isEmpty();
        Map<String, String> facts =
                Map.of("kind", wanted.name(), "token", Hex.encode(token), "known", Boolean.toString(known));
        if (!known && !request.evenUnknown()) {
            record(request, "subject.forget", Outcome.FAILED, facts);
            throw new PolderException(
                    Code.SUBJECT_UNKNOWN,
                    "Nothing was ever encrypted in the domain " + wanted.domain() + " for a " + wanted.name()
                            + " with this identifier; nothing was changed",
                    "Give the identifier exactly as records have it, with its capitals and spaces; --even-unknown makes"
                            + " sure that what comes later cannot be read either");
        }
        record(request, "subject.forget", Outcome.ALLOWED, facts);
        Erased erased;
        try {
            erased = erase(wanted, token);
        } finally {
            shredder.clean();
        }
        LOG.info(
                "Somebody was forgotten port={} kind={} by={} keys={}",
                request.port(),
                wanted.name(),
                request.by(),
                erased.keys().size());
        // With keys as they are in the files and the database now, not as this server remembers them.
        ErasureProof proof =
                new ErasureProver(privacy.afresh(), tables, topics, clock).prove(wanted, erased, known, request.by());
        record(
                request,
                "subject.forget.proof",
                proof.proven() ? Outcome.ALLOWED : Outcome.FAILED,
                Map.of(
                        "kind",
                        wanted.name(),
                        "token",
                        Hex.encode(token),
                        "places",
                        Integer.toString(proof.places().size())));
        return proof;
    }

    private void record(Request request, String action, Outcome outcome, Map<String, String> facts) {
        audit.record(new AuditEvent(
                clock.instant(),
                request.by(),
                action,
                Optional.of(request.port().toString()),
                outcome,
                facts));
    }

    /** The subject first: letters that come from then on and say whom they are about cannot be read anyway. */
    private Erased erase(Wanted wanted, byte[] token) {
        Shredder.Gone gone = shredder.destroy(wanted.domain(), wanted.name(), token);
        privacy.forgotten();
        Set<Long> letters = lettersThatName(wanted);
        shredder.destroy(letters);
        privacy.forgotten();
        Set<Long> keys = new HashSet<>(letters);
        keys.add(gone.key());
        return new Erased(keys, gone.at());
    }

    /** Keys of dead letters that do not say whom they are about, but hold the subject's identifier as a word. */
    private Set<Long> lettersThatName(Wanted wanted) {
        Set<Long> keys = new HashSet<>();
        byte[] word = wanted.word();
        SealedLetters letters = new SealedLetters(privacy, topics);
        for (OutputPort port : wanted.ports()) {
            letters.read(port.id(), letter -> {
                if (!letter.attributed()
                        && letter.key().filter(key -> !keys.contains(key)).isPresent()
                        && letter.names(word)) {
                    keys.add(letter.key().get());
                }
            });
        }
        return keys;
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
        DataType type = type(found.schema(), subject);
        try {
            byte[] plain = SealedValue.plain(type, text);
            return new Wanted(domain, subject.name(), plain, SealedValue.text(type, plain), same);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The subject is no value of the column " + subject.column() + " of " + port,
                    "Give it as records have it");
        }
    }

    private static DataType type(SchemaObject schema, Subject subject) {
        return schema.properties().stream()
                .filter(property -> property.name().equals(subject.column()))
                .findFirst()
                .flatMap(Property::type)
                .orElseThrow();
    }
}
