package dev.polder.server.ingest;

import dev.polder.gate.Drift;
import dev.polder.gate.DriftCount;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordSink;
import dev.polder.gate.Refusal;
import dev.polder.server.privacy.LetterSeal;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Writes a body's records where their verdicts say, and counts them. */
final class BodySink implements RecordSink {
    private final PortLookup.Provisioned target;
    private final String source;
    private final RecordWriter.Lane lane;
    private final Writing letters;
    private final LetterSeal seal;
    private final List<IngestAnswer.RefusedField> shown = new ArrayList<>();
    private final DriftCount drift = new DriftCount();
    private long accepted;
    private long refused;

    BodySink(PortLookup.Provisioned target, String source, RecordWriter.Lane lane, Writing letters, LetterSeal seal) {
        this.target = target;
        this.source = source;
        this.lane = lane;
        this.letters = letters;
        this.seal = seal;
    }

    @Override
    public void accepted(RecordChecker record) {
        lane.write(record);
        accepted++;
    }

    @Override
    public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) {
        List<Header> headers = DeadLetter.headers(record, refusals, target, source, columns);
        byte[] letter = seal.seal(record, record.bytes(), (name, value) -> headers.add(new RecordHeader(name, value)));
        letters.send(target.port().deadLetterTopic(), null, letter, headers);
        refused++;
        refusals.stream()
                .limit(IngestAnswer.MOST_REFUSALS - shown.size())
                .map(refusal -> IngestAnswer.RefusedField.of(record, refusal))
                .forEach(shown::add);
    }

    @Override
    public void drifted(Drift fields) {
        drift.add(fields);
    }

    /** What was seen so far that the contract does not have. */
    DriftCount drift() {
        return drift;
    }

    /** As a phrase. */
    String count() {
        return (accepted + refused) + " records: " + accepted + " accepted, " + refused + " refused";
    }

    IngestAnswer answer() {
        return new IngestAnswer(
                accepted,
                refused,
                shown,
                IngestAnswer.DriftedFields.of(drift),
                target.port().deadLetterTopic());
    }
}
