package dev.polder.server.ingest;

import dev.polder.gate.Drift;
import dev.polder.gate.RawRecord;
import dev.polder.gate.RecordChecker;
import dev.polder.gate.RecordSink;
import dev.polder.gate.Refusal;
import dev.polder.gate.TopicForm;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Takes accepted records and breaks off at anything else. */
final class AcceptedSink implements RecordSink {
    private static final IOException OTHERWISE = new Otherwise();

    private final RecordWriter.Parcel parcel;
    private final TopicForm form;
    private int accepted;
    private boolean drifted;

    AcceptedSink(RecordWriter.Parcel parcel, TopicForm form) {
        this.parcel = parcel;
        this.form = form;
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
        if (drifted || !isReady(record) || !parcel.add(record)) {
            throw OTHERWISE;
        }
    }

    /** Keys are not waited for here. */
    private boolean isReady(RecordChecker record) {
        Optional<byte[]> subject = form.subject(record);
        return subject.isEmpty() || form.isReady(subject.get());
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
