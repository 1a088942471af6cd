package dev.polder.server.ingest.batch;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/** What a broker's answer means for a batch. */
enum Verdict {
    /** It is in the log, now or since an earlier attempt. */
    WRITTEN,
    /** It is not in the log by this attempt; the same bytes may be sent again. */
    AGAIN,
    /** It may be in the log; only the same bytes may be sent again. */
    AGAIN_UNSURE,
    /** It is not in the log by this attempt and will not be under this number. */
    NUMBER_REFUSED,
    /** It is not in the log and is too large to be. */
    TOO_LARGE,
    /** It is not in the log and will not be. */
    REFUSED,
    /** It may be in the log, and there is no use in trying again. */
    FAILED_UNSURE;

    private static final Set<Errors> NUMBER = EnumSet.of(
            Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
            Errors.UNKNOWN_PRODUCER_ID,
            Errors.INVALID_PRODUCER_EPOCH,
            Errors.INVALID_PRODUCER_ID_MAPPING,
            Errors.PRODUCER_FENCED);
    private static final Set<Errors> NOT_APPENDED = EnumSet.of(Errors.NOT_ENOUGH_REPLICAS, Errors.UNKNOWN_TOPIC_ID);
    private static final Set<Errors> NEVER = EnumSet.of(
            Errors.TOPIC_AUTHORIZATION_FAILED,
            Errors.CLUSTER_AUTHORIZATION_FAILED,
            Errors.INVALID_RECORD,
            Errors.INVALID_TIMESTAMP,
            Errors.INVALID_TOPIC_EXCEPTION,
            Errors.INVALID_REQUIRED_ACKS,
            Errors.UNSUPPORTED_VERSION,
            Errors.UNSUPPORTED_COMPRESSION_TYPE,
            Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
            Errors.POLICY_VIOLATION);

    static Verdict of(Errors error) {
        if (error == Errors.NONE || error == Errors.DUPLICATE_SEQUENCE_NUMBER) {
            return WRITTEN;
        }
        if (error == Errors.MESSAGE_TOO_LARGE || error == Errors.RECORD_LIST_TOO_LARGE) {
            return TOO_LARGE;
        }
        if (NUMBER.contains(error)) {
            return NUMBER_REFUSED;
        }
        if (NEVER.contains(error)) {
            return REFUSED;
        }
        if (NOT_APPENDED.contains(error)) {
            return AGAIN;
        }
        // Not only lost answers: a leader that changes while it waits for its followers has already written the batch.
        return error.exception() instanceof RetriableException ? AGAIN_UNSURE : FAILED_UNSURE;
    }
}
