package dev.polder.client;

import dev.polder.gate.Refusal;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A record breaks the contract of the port it was sent to; nothing was sent. Says every reason. Its message never quotes what is
 * in the record; {@link Refusal#value()} does, except for what the contract classifies.
 */
public final class RecordRefusedException extends SerializationException {
    private static final long serialVersionUID = 1;

    private final String topic;
    private final transient List<Refusal> refusals;

    RecordRefusedException(String topic, String contract, List<Refusal> refusals) {
        super("The record breaks contract " + contract + " of " + topic + ": "
                + refusals.stream()
                        .map(refusal -> refusal.code() + " " + refusal.path() + " (" + refusal.rule() + "): "
                                + refusal.message())
                        .collect(Collectors.joining("; ")));
        this.topic = topic;
        this.refusals = List.copyOf(refusals);
    }

    public String topic() {
        return topic;
    }

    /** Why, in the order found: at least one. */
    public List<Refusal> refusals() {
        return refusals;
    }
}
