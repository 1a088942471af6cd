package dev.polder.client;

import org.apache.kafka.common.errors.SerializationException;

/** What {@link PolderInterceptor} hands to {@link PolderSerializer} in place of a record's value. */
sealed interface Gated {
    /** Bytes to send as they are. */
    record Passed(byte[] bytes) implements Gated {}

    /** Nothing to send. An interceptor's exceptions are swallowed, a serializer's are not. */
    record Stopped(SerializationException reason) implements Gated {}
}
