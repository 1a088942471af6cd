package dev.polder.server.kafka;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Waits for what Kafka answers to administrators. */
public final class KafkaAnswer {
    /** How long anything is waited for. */
    public static final long PATIENCE_SECONDS = 15;

    private KafkaAnswer() {}

    /**
     * The answer.
     *
     * @throws TopicExistsException as Kafka says it
     * @throws UnknownTopicOrPartitionException as Kafka says it
     * @throws PolderException UNAVAILABLE, for everything else that goes wrong
     */
    public static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            throw unavailable(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    public static PolderException unavailable(Throwable cause) {
        return new PolderException(
                Code.UNAVAILABLE,
                "Kafka does not answer: " + cause.getMessage(),
                "Try again in a few seconds; 'polder status' shows the parts",
                cause);
    }
}
