package dev.polder.server.ingest;

import dev.polder.core.name.PortAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.TopicForm;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.drift.JudgedContract;
import dev.polder.server.privacy.PortSeals;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes a body of records for a port: every record is judged and written, or the request fails and says how far it came. Records
 * are written while the body is still being read, so a body that breaks off has been taken up to there. Thread-safe.
 */
final class IngestService {
    /** Bodies taken at once, fewer than there are threads: others want answers too. */
    private static final int MOST_AT_ONCE = 128;

    private static final long PATIENCE_SECONDS = 10;

    private final PortLookup ports;
    private final RecordWriter records;
    private final TopicWriter letters;
    private final IdempotencyStore answers;
    private final DriftKeeper drift;
    private final PortSeals seals;
    private final Gates gates = new Gates();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Set<IdempotencyStore.Place> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param records writes what is accepted
     * @param letters writes what is refused
     * @param drift told of unknown fields when a body ends
     * @param seals encrypts columns and dead letters
     */
    IngestService(
            PortLookup ports,
            RecordWriter records,
            TopicWriter letters,
            IdempotencyStore answers,
            DriftKeeper drift,
            PortSeals seals) {
        this.ports = ports;
        this.records = records;
        this.letters = letters;
        this.answers = answers;
        this.drift = drift;
        this.seals = seals;
    }

    /**
     * A body with what is known of it.
     *
     * @param source who sends it, for the dead letters, and whose key it is
     * @param key the Idempotency-Key
     */
    record Request(
            PortAddress address,
            OptionalInt major,
            RecordFormat format,
            InputStream body,
            String source,
            Optional<String> key) {}

    /** The answer to a body, and whether it is that of an earlier request. */
    record Outcome(IngestAnswer answer, boolean replayed) {}

    /** Takes a body to its end. */
    Outcome take(Request request) {
        PortLookup.Provisioned target = target(request.address(), request.major());
        ContractGate gate = gates.of(target);
        acquirePlace();
        try {
            return request.key().isPresent()
                    ? takeOnce(request, target, gate, request.key().get())
                    : new Outcome(write(request, request.body(), target, gate), false);
        } finally {
            places.release();
        }
    }

    /**
     * Takes a small body if all its records are accepted and nobody has to wait for anything. Otherwise nothing has happened: the
     * records are written together or not at all.
     *
     * @param answering is told once what became of the records, when this is true
     */
    boolean takeAtOnce(PortAddress address, RecordFormat format, InputStream body, SmallDelivery.Answering answering) {
        Optional<PortLookup.Provisioned> target = ports.known(address);
        Optional<ContractGate> gate = target.flatMap(gates::known);
        if (gate.isEmpty()) {
            return false;
        }
        TopicForm form =
                seals.form(target.get().port(), gate.get(), target.get().schemaId());
        Optional<RecordWriter.Parcel> gathered =
                records.gather(target.get().port().topic(), form);
        if (gathered.isEmpty()) {
            return false;
        }
        try (RecordWriter.Parcel parcel = gathered.get()) {
            AcceptedSink sink = new AcceptedSink(parcel, form);
            gate.get().checkAll(body, format, sink);
            return parcel.send(
                    new SmallDelivery(sink.accepted(), target.get().port().deadLetterTopic(), answering));
        } catch (IOException | PolderException e) {
            // Not for here; the usual way finds out why and says it.
            return false;
        }
    }

    private PortLookup.Provisioned target(PortAddress address, OptionalInt major) {
        PortLookup.Target target = ports.find(address, major).orElseThrow(() -> unknown(address, major));
        if (target instanceof PortLookup.MadeByTransform made) {
            throw made.refusal();
        }
        if (target instanceof PortLookup.NotProvisioned waiting) {
            throw waiting.refusal();
        }
        return (PortLookup.Provisioned) target;
    }

    private PolderException unknown(PortAddress address, OptionalInt major) {
        List<PortAddress> all = ports.addresses();
        if (major.isPresent() && all.contains(address)) {
            return new PolderException(
                    Code.NOT_FOUND,
                    "The port " + address + " has no major version " + major.getAsInt(),
                    "Leave 'major' out for the newest one, or see polder get ports");
        }
        List<String> similar = SimilarAddresses.of(address, all);
        return new PolderException(
                Code.NOT_FOUND,
                "There is no port " + address,
                similar.isEmpty()
                        ? "See polder get ports for what there is"
                        : "Did you mean " + String.join(" or ", similar) + "?");
    }

    private void acquirePlace() {
        try {
            if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new PolderException(
                        Code.OVERLOADED,
                        MOST_AT_ONCE + " bodies are being taken already",
                        "Send fewer bodies at once, and larger ones");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PolderException(Code.UNAVAILABLE, "The server is stopping", "Send the body again later", e);
        }
    }

    private Outcome takeOnce(Request request, PortLookup.Provisioned target, ContractGate gate, String key) {
        IdempotencyStore.Place claim = new IdempotencyStore.Place(target.port().toString(), request.source(), key);
        if (!underWay.add(claim)) {
            throw new PolderException(
                    Code.OVERLOADED,
                    "A body with this Idempotency-Key is being taken right now",
                    "Wait for its answer, or send this one again in a moment");
        }
        try (DigestedBody body = new DigestedBody(request.body())) {
            Optional<IdempotencyStore.Taken> taken = answers.find(claim);
            if (taken.isPresent()) {
                if (!taken.get().digest().equals(body.finish())) {
                    throw new PolderException(
                            Code.ALREADY_EXISTS,
                            "Another body was taken under this Idempotency-Key",
                            "Use a new key for a new body");
                }
                return new Outcome(taken.get().answer(), true);
            }
            IngestAnswer answer = write(request, body, target, gate);
            answers.keep(claim, new IdempotencyStore.Taken(body.finish(), answer));
            return new Outcome(answer, false);
        } catch (IOException e) {
            throw brokenOff(e, "");
        } finally {
            underWay.remove(claim);
        }
    }

    private IngestAnswer write(Request request, InputStream body, PortLookup.Provisioned target, ContractGate gate) {
        Delivery delivery = new Delivery();
        try (RecordWriter.Lane lane = lane(target, gate, delivery)) {
            BodySink sink = new BodySink(
                    target, request.source(), lane, letters.begin(delivery), seals.letters(target.port(), gate));
            try {
                // Closed by whoever owns the body: its digest may still have to be finished.
                gate.checkAll(body, request.format(), sink);
                lane.flush();
            } catch (IOException e) {
                lane.flush();
                delivery.await();
                throw brokenOff(e, " after " + sink.count());
            } catch (PolderException e) {
                delivery.awaitQuietly();
                throw afterSome(e, delivery.acknowledged());
            } finally {
                drift.add(JudgedContract.of(target), sink.drift());
            }
            delivery.await();
            return sink.answer();
        }
    }

    private RecordWriter.Lane lane(PortLookup.Provisioned target, ContractGate gate, Delivery delivery) {
        TopicForm form = seals.form(target.port(), gate, target.schemaId());
        RecordWriter.Lane lane = records.open(target.port().topic(), form, delivery);
        return gate.schema().subject().isPresent() ? new KeyedLane(lane, form, gate.checker()) : lane;
    }

    /** A body that is refused in its middle has been written up to there. */
    private static PolderException afterSome(PolderException refusal, long written) {
        return written == 0 || refusal.code() != Code.OVERLOADED
                ? refusal
                : new PolderException(
                        refusal.code(),
                        refusal.getMessage() + "; " + written + " records of the body were written before",
                        "Send the body again later; those records will be there twice",
                        refusal);
    }

    private static PolderException brokenOff(IOException cause, String how) {
        return new PolderException(
                Code.BODY_INVALID,
                "The body broke off" + how,
                "Send the body again; records that were accepted will be there twice",
                cause);
    }
}
