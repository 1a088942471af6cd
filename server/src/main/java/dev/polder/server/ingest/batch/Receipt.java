package dev.polder.server.ingest.batch;

import java.util.Optional;

/** Is told what became of records, once for each. Called by the thread that talks to Kafka, so it must be quick. */
public interface Receipt {
    /**
     * @param records how many
     * @param bytes how many they took of the producer's memory
     * @param failure empty when Kafka has acknowledged them; else they may or may not have been written, as it says
     */
    void done(int records, long bytes, Optional<Exception> failure);
}
