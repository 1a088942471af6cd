package dev.polder.server.consumers;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.server.reconcile.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a principal is told about its Kafka user.
 *
 * @param groupPrefix of the consumer groups that it may join
 * @param topics that it may read now
 * @param rights whether the broker is as this says
 * @param password only in the answer to making one; it is kept nowhere
 * @param properties of a client that logs in as the user, but for the password
 */
@JsonInclude
record KafkaCredentials(
        String user,
        String groupPrefix,
        Instant madeAt,
        Instant passwordAt,
        List<String> topics,
        Condition rights,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> password,
        Map<String, String> properties) {
    KafkaCredentials {
        Objects.requireNonNull(password);
        topics = List.copyOf(topics);
        properties = Map.copyOf(properties);
    }

    static KafkaCredentials of(
            KafkaUser user,
            Set<String> topics,
            Condition rights,
            Optional<String> password,
            Map<String, String> properties) {
        return new KafkaCredentials(
                user.name(),
                user.groupPrefix(),
                user.madeAt(),
                user.passwordAt(),
                List.copyOf(topics),
                rights,
                password,
                properties);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "KafkaCredentials[user=" + user + "]";
    }
}
