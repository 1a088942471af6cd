package dev.polder.server.consumers;

import java.time.Instant;
import java.util.Objects;

/**
 * A Kafka user that was made for a principal.
 *
 * @param name on the cluster
 * @param passwordAt when its password was made
 * @param ended whether it is to be taken from the cluster
 */
record KafkaUser(String principal, String name, Instant madeAt, Instant passwordAt, boolean ended) {
    KafkaUser {
        Objects.requireNonNull(principal);
        Objects.requireNonNull(name);
        Objects.requireNonNull(madeAt);
        Objects.requireNonNull(passwordAt);
    }

    /**
     * How the names of the consumer groups begin that the user may join. Ends with what no user's name has in it, so that nobody's groups
     * are among those of another whose name begins the same.
     */
    String groupPrefix() {
        return name + ":";
    }
}
