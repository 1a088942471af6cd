package dev.polder.server.consumers;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.reconcile.Condition;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes and ends the Kafka users of principals. */
final class CredentialService {
    private static final int PASSWORD_BYTES = 24;
    private static final Pattern NAME = Pattern.compile("[\\p{Alnum}._@+-]{1,200}");
    private static final String COMMAND = "'polder kafka credentials'";

    private final SecureRandom random = new SecureRandom();
    private final PostgresKafkaUserStore store;
    private final ScramUsers scram;
    private final RightsAudit audit;
    private final RightsReconciler reconciler;
    private final Runnable changed;
    private final ClientProperties clients;
    private final String prefix;
    private final Clock clock;

    /**
     * @param changed called after a user was made
     * @param prefix before the principals' names
     */
    CredentialService(
            PostgresKafkaUserStore store,
            ScramUsers scram,
            RightsAudit audit,
            RightsReconciler reconciler,
            Runnable changed,
            ClientProperties clients,
            String prefix,
            Clock clock) {
        this.store = store;
        this.scram = scram;
        this.audit = audit;
        this.reconciler = reconciler;
        this.changed = changed;
        this.clients = clients;
        this.prefix = prefix;
        this.clock = clock;
    }

    /** @throws PolderException NOT_FOUND when the principal has no Kafka user */
    KafkaCredentials show(Principal principal) {
        return describe(principal, existing(principal), Optional.empty());
    }

    /**
     * Makes a Kafka user for a principal, or another password for the one it has.
     *
     * @param mode what to do when there is one
     * @throws PolderException ALREADY_EXISTS when there is one that shall be kept, or somebody else's of the same name; NOT_READY as
     *     long as rights cannot be kept on the cluster: a password would let in whom nothing limits
     */
    KafkaCredentials make(Principal principal, Mode mode) {
        requireRights();
        String name = name(principal);
        Optional<KafkaUser> ours = store.find(principal.name());
        if (ours.filter(KafkaUser::ended).isPresent()) {
            throw new PolderException(
                    Code.NOT_READY,
                    "The principal's earlier Kafka user is still being removed",
                    "Try again in a second");
        }
        boolean present = scram.names().contains(name);
        if (present && ours.isEmpty()) {
            throw new PolderException(
                    Code.ALREADY_EXISTS,
                    "The Kafka cluster has a user '" + name + "' that was not made here",
                    "Use a principal of another name, or remove that user from the cluster first");
        }
        if (present && mode == Mode.KEEP) {
            throw new PolderException(
                    Code.ALREADY_EXISTS,
                    "The principal '" + principal.name()
                            + "' has Kafka credentials, and their password is shown only once",
                    "Make a new password with 'polder kafka credentials --rotate'; the present one ends then");
        }
        audit.credentials(principal.name(), present ? "rotate" : "make");
        // Before the cluster knows the user: what is cut off here is a user without a password, never one whom nobody
        // looks after.
        store.put(principal.name(), name, clock.instant());
        String password = password();
        scram.put(name, password);
        changed.run();
        return describe(principal, existing(principal), Optional.of(password));
    }

    /** Has the principal's Kafka user removed, with all its rights, in a moment. */
    void remove(Principal principal) {
        KafkaUser user = existing(principal);
        audit.credentials(user.principal(), "remove");
        store.end(user.principal());
        changed.run();
    }

    /** What to do with a user who is there. */
    enum Mode {
        KEEP,
        ROTATE
    }

    private KafkaUser existing(Principal principal) {
        return store.find(principal.name())
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND,
                        "The principal '" + principal.name() + "' has no Kafka credentials",
                        "Make some with " + COMMAND));
    }

    private KafkaCredentials describe(Principal principal, KafkaUser user, Optional<String> password) {
        Set<String> topics = reconciler.readable().of(principal);
        return KafkaCredentials.of(user, topics, store.condition(), password, clients.of(user));
    }

    private void requireRights() {
        Condition condition = store.condition();
        if (!condition.status()) {
            throw new PolderException(
                    Code.NOT_READY,
                    "The rights of Kafka users cannot be kept now: " + condition.message(),
                    "Correct that, or wait until Kafka answers; 'polder status' shows the parts");
        }
    }

    private String name(Principal principal) {
        if (!NAME.matcher(principal.name()).matches()) {
            throw new PolderException(
                    Code.NAME_INVALID,
                    "The principal's name cannot be that of a Kafka user",
                    "Use a principal whose name has letters, digits and . _ @ + - only");
        }
        return prefix + principal.name();
    }

    private String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
