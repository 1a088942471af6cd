package dev.polder.server.consumers;

import static dev.polder.server.kafka.KafkaAnswer.await;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** The cluster's users who log in by SCRAM, under the mechanism that consumers use. */
final class ScramUsers {
    static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;
    /** As few as Kafka takes: they slow down who guesses, and nobody guesses 192 random bits. */
    private static final int ITERATIONS = 4096;

    private final Admin admin;

    ScramUsers(Admin admin) {
        this.admin = admin;
    }

    /** The names of all users of the cluster who log in by SCRAM of any kind. */
    Set<String> names() {
        return Set.copyOf(await(admin.describeUserScramCredentials().users()));
    }

    /** Makes a user, or gives it another password. */
    void put(String name, String password) {
        alter(List.of(
                new UserScramCredentialUpsertion(name, new ScramCredentialInfo(MECHANISM, ITERATIONS), password)));
    }

    /** Removes users; those that are not there are passed over. */
    void remove(Collection<String> names) {
        Set<String> present = names();
        alter(names.stream()
                .filter(present::contains)
                .<UserScramCredentialAlteration>map(name -> new UserScramCredentialDeletion(name, MECHANISM))
                .toList());
    }

    private void alter(List<UserScramCredentialAlteration> alterations) {
        if (!alterations.isEmpty()) {
            await(admin.alterUserScramCredentials(alterations).all());
        }
    }
}
