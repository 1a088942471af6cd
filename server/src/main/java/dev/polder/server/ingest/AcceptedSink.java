package dev.polder.server.ingest;

import dev.polder.gate.Drift;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordSink;
import dev.polder.gate.Refusal;
import java.io.IOException;
import java.util.List;

/** Takes accepted records and breaks off at anything else. */
final class AcceptedSink implements RecordSink {
    private static final IOException OTHERWISE = new Otherwise();

    private final RecordWriter.Parcel parcel;
    private int accepted;
    private boolean drifted;

    AcceptedSink(RecordWriter.Parcel parcel) {
        this.parcel = parcel;
    }

    /** Breaks off; says nothing and costs nothing. */
    private static final class Otherwise extends IOException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    int accepted() {
        return accepted;
    }

    @Override
    public void accepted(RecordChecker record) throws IOException {
        accepted++;
        if (drifted || !parcel.add(record)) {
            throw OTHERWISE;
        }
    }

    @Override
    public void refused(RawRecord record, List<Refusal> refusals, List<String> columns) throws IOException {
        throw OTHERWISE;
    }

    @Override
    public void drifted(Drift fields) {
        drifted = true;
    }
}
