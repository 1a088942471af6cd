package dev.polder.server.ingest;

import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordFormat;
import dev.polder.gate.RecordReader;
import dev.polder.gate.Refusal;
import dev.polder.gate.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
    /** Bodies taken at once: each may need some megabytes. */
    private static final int MOST_AT_ONCE = 48;

    private static final long PATIENCE_SECONDS = 10;
    private static final int FRAMING = 5;

    private final PortLookup ports;
    private final TopicWriter writer;
    private final IdempotencyStore answers;
    private final Gates gates = new Gates();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    IngestService(PortLookup ports, TopicWriter writer, IdempotencyStore answers) {
        this.ports = ports;
        this.writer = writer;
        this.answers = answers;
    }

    /**
     * A body with what is known of it.
     *
     * @param source who sends it, for the dead letters
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

    private PortLookup.Provisioned target(PortAddress address, OptionalInt major) {
        PortLookup.Target target = ports.find(address, major).orElseThrow(() -> unknown(address, major));
        if (target instanceof PortLookup.MadeByTransform made) {
            throw new PolderException(
                    Code.DENIED,
                    made.port() + " takes no records: a transform makes it",
                    "Send records to a port that has a source of type http in its pipeline.yaml");
        }
        if (target instanceof PortLookup.NotProvisioned waiting) {
            throw new PolderException(
                    Code.NOT_READY,
                    waiting.port() + " is not provisioned yet: " + waiting.reason(),
                    "Try again in a moment; polder status shows how far it is");
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
        String port = target.port().toString();
        String claim = port + " " + key;
        if (!underWay.add(claim)) {
            throw new PolderException(
                    Code.OVERLOADED,
                    "A body with this Idempotency-Key is being taken right now",
                    "Wait for its answer, or send this one again in a moment");
        }
        try (DigestedBody body = new DigestedBody(request.body())) {
            Optional<IdempotencyStore.Taken> taken = answers.find(port, key);
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
            answers.keep(port, key, new IdempotencyStore.Taken(body.finish(), answer));
            return new Outcome(answer, false);
        } catch (IOException e) {
            throw brokenOff(e, "");
        } finally {
            underWay.remove(claim);
        }
    }

    private IngestAnswer write(Request request, InputStream body, PortLookup.Provisioned target, ContractGate gate) {
        Writing writing = writer.begin();
        PortId port = target.port();
        long accepted = 0;
        long refused = 0;
        List<IngestAnswer.RefusedField> shown = new ArrayList<>();
        // Closed by whoever owns the body: its digest may still have to be finished.
        RecordReader reader = RecordReader.open(body, request.format(), gate.schema(), gate.limits());
        try {
            for (Optional<RawRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RawRecord record = next.get();
                Verdict verdict = gate.check(record);
                if (verdict instanceof Verdict.Accepted passed) {
                    byte[] value = framed(target.schemaId(), passed.avro());
                    writing.send(port.topic(), passed.key().orElse(null), value, List.of());
                    accepted++;
                } else {
                    List<Refusal> refusals = ((Verdict.Refused) verdict).refusals();
                    writing.send(
                            port.deadLetterTopic(),
                            null,
                            record.bytes(),
                            DeadLetter.headers(record, refusals, target, request.source(), reader.columns()));
                    refused++;
                    refusals.stream()
                            .limit(IngestAnswer.MOST_REFUSALS - shown.size())
                            .map(refusal -> IngestAnswer.RefusedField.of(record, refusal))
                            .forEach(shown::add);
                }
            }
        } catch (IOException e) {
            writing.await();
            throw brokenOff(
                    e,
                    " after " + (accepted + refused) + " records: " + accepted + " accepted, " + refused + " refused");
        }
        writing.await();
        return new IngestAnswer(accepted, refused, shown, port.deadLetterTopic());
    }

    private static PolderException brokenOff(IOException cause, String how) {
        return new PolderException(
                Code.BODY_INVALID,
                "The body broke off" + how,
                "Send the body again; records that were accepted will be there twice",
                cause);
    }

    /** Confluent's wire format. */
    private static byte[] framed(int schemaId, byte[] avro) {
        return ByteBuffer.allocate(FRAMING + avro.length)
                .put((byte) 0)
                .putInt(schemaId)
                .put(avro)
                .array();
    }
}
