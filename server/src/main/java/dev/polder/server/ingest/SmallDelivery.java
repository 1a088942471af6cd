package dev.polder.server.ingest;

import dev.polder.core.problem.PolderException;
import dev.polder.server.ingest.batch.Receipt;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a small body has on its way to Kafka, nobody waiting for it: the last receipt answers. For the thread that gives receipts. */
final class SmallDelivery implements Receipt {
    private static final Logger LOG = LoggerFactory.getLogger(SmallDelivery.class);

    private final int sent;
    private final String deadLetterTopic;
    private final Answering answering;
    private int known;
    private int acknowledged;
    private Optional<Exception> failure = Optional.empty();

    SmallDelivery(int sent, String deadLetterTopic, Answering answering) {
        this.sent = sent;
        this.deadLetterTopic = deadLetterTopic;
        this.answering = answering;
    }

    /** Is told once, and must not wait. */
    interface Answering {
        void written(IngestAnswer answer);

        void failed(PolderException refusal);
    }

    @Override
    public void done(int records, long bytes, Optional<Exception> failed) {
        known += records;
        if (failed.isEmpty()) {
            acknowledged += records;
        } else if (failure.isEmpty()) {
            failure = failed;
        }
        if (known == sent) {
            try {
                answer();
            } catch (RuntimeException | Error e) {
                // Whatever is wrong with one answer, other records wait for the thread that is here.
                LOG.error("A body could not be answered", e);
            }
        }
    }

    private void answer() {
        if (failure.isEmpty()) {
            answering.written(new IngestAnswer(sent, 0, List.of(), Optional.empty(), deadLetterTopic));
        } else {
            answering.failed(Delivery.failed(acknowledged, sent, failure.get()));
        }
    }
}
