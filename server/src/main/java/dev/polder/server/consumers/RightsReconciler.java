package dev.polder.server.consumers;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Principal;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the broker's rights what decisions are. Rights that are known are asked for again in every pass, which takes memory and one
 * query and so is done often; the broker is looked at when something is said to have changed, and now and then. What ends, ends first.
 * One server gives; every server takes away, so that none has to wait for another that does not answer.
 */
final class RightsReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(RightsReconciler.class);
    private static final Duration REPAIR = Duration.ofSeconds(5);

    private final PostgresKafkaUserStore store;
    private final TopicRights rights;
    private final ScramUsers scram;
    private final HeldRights held;
    private final RightsAudit audit;
    private final Decider decider;
    private final Readers readers;
    private final Supplier<Map<String, PortId>> topics;
    private final Clock clock;
    /** Topics by the user who may read them, as far as known. */
    private Map<String, Set<String>> known = new HashMap<>();

    private final CountDownLatch passed = new CountDownLatch(1);
    private volatile boolean changed = true;
    private long lookedAt;
    private boolean former = true;
    private Optional<String> told = Optional.empty();

    RightsReconciler(
            PostgresKafkaUserStore store,
            TopicRights rights,
            ScramUsers scram,
            HeldRights held,
            RightsAudit audit,
            Decider decider,
            Readers readers,
            Supplier<Map<String, PortId>> topics,
            Clock clock) {
        this.store = store;
        this.rights = rights;
        this.scram = scram;
        this.held = held;
        this.audit = audit;
        this.decider = decider;
        this.readers = readers;
        this.topics = topics;
        this.clock = clock;
    }

    /** Says that the next pass shall look at everything. */
    void changed() {
        changed = true;
    }

    /** One pass. Kafka's refusals become the condition and are tried again; the database's are thrown. */
    void pass() {
        try {
            pass(isWhole());
        } catch (RuntimeException e) {
            changed = true;
            throw e;
        }
    }

    private void pass(boolean whole) {
        List<KafkaUser> users = users();
        ReadableTopics readable = readable();
        try {
            held.taken().forEach(audit::taken);
            Map<KafkaUser, Principal> active = active(users);
            end(users.stream().filter(user -> !active.containsKey(user)).toList());
            forbid(active, readable);
            if (whole) {
                endFormerGroups(users);
                known = rights.readers(users);
                forbid(active, readable);
                confirm(active, readable);
                allow(active, readable);
                tell(true, "Kept", missingPasswords(active.keySet()));
            }
            confirm(active, readable);
        } catch (PolderException e) {
            // What could not be done is done in the next pass.
            changed = true;
            tell(false, reason(e), message(e));
        }
        passed.countDown();
    }

    /** A pass of a server that does not hold the lock: takes away what may not be, and gives nothing. */
    void takeAway() {
        held.release();
        try {
            takeAway(isWhole());
        } catch (RuntimeException e) {
            changed = true;
            throw e;
        }
    }

    private void takeAway(boolean whole) {
        List<KafkaUser> users = users();
        try {
            if (whole) {
                known = rights.readers(users);
            }
            forbid(active(users), readable());
        } catch (PolderException e) {
            changed = true;
            LOG.debug("Rights cannot be taken from Kafka here, another server tries as well", e);
        }
        passed.countDown();
    }

    /** Waits for the first pass, so that what ended while no server ran is no more. */
    boolean awaitFirst(Duration patience) {
        try {
            return passed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<KafkaUser> users() {
        List<KafkaUser> users = store.all();
        if (users.isEmpty()) {
            // Nobody has rights that could have ended.
            passed.countDown();
        }
        return users;
    }

    private boolean isWhole() {
        boolean whole = changed || System.nanoTime() - lookedAt > REPAIR.toNanos();
        changed = false;
        if (whole) {
            lookedAt = System.nanoTime();
        }
        return whole;
    }

    private void endFormerGroups(List<KafkaUser> users) {
        if (former) {
            rights.endFormerGroups(users);
            former = false;
        }
    }

    private void confirm(Map<KafkaUser, Principal> active, ReadableTopics readable) {
        Map<KafkaUser, Map<String, Optional<Instant>>> confirmed = new HashMap<>();
        Instant horizon = held.horizon();
        active.forEach((user, principal) -> {
            Map<String, Optional<Instant>> ends = new HashMap<>();
            known.getOrDefault(user.name(), Set.of())
                    .forEach(topic -> ends.put(topic, readable.end(principal, topic, horizon)));
            confirmed.put(user, ends);
        });
        held.confirm(confirmed);
    }

    ReadableTopics readable() {
        return new ReadableTopics(decider, readers, topics.get(), clock.instant());
    }

    private Map<KafkaUser, Principal> active(List<KafkaUser> users) {
        Map<KafkaUser, Principal> active = new HashMap<>();
        users.stream()
                .filter(user -> !user.ended())
                .forEach(user ->
                        readers.principal(user.principal()).ifPresent(principal -> active.put(user, principal)));
        return active;
    }

    /** Takes everything from users who are not wanted or whose principal is gone: first the rights, which ends what is being read. */
    private void end(List<KafkaUser> users) {
        if (users.isEmpty()) {
            return;
        }
        rights.end(users);
        scram.remove(users.stream().map(KafkaUser::name).toList());
        users.forEach(user -> {
            store.remove(user.principal());
            audit.taken(user, Optional.ofNullable(known.remove(user.name())).orElse(Set.of()));
            LOG.info("A Kafka user ended principal={}", user.principal());
        });
    }

    private void forbid(Map<KafkaUser, Principal> active, ReadableTopics readable) {
        Map<KafkaUser, Set<String>> surplus = new HashMap<>();
        active.forEach((user, principal) -> {
            Set<String> topics = new HashSet<>(known.getOrDefault(user.name(), Set.of()));
            topics.removeIf(topic -> readable.mayRead(principal, topic));
            if (!topics.isEmpty()) {
                surplus.put(user, topics);
            }
        });
        Map<KafkaUser, Set<String>> taken = rights.forbid(surplus);
        surplus.forEach((user, topics) -> known.get(user.name()).removeAll(topics));
        taken.forEach((user, topics) -> {
            audit.taken(user, topics);
            LOG.info("A principal reads topics no more principal={} topics={}", user.principal(), topics);
        });
    }

    private void allow(Map<KafkaUser, Principal> active, ReadableTopics readable) {
        Map<KafkaUser, Set<String>> missing = new HashMap<>();
        active.forEach((user, principal) -> {
            Set<String> topics = readable.of(principal);
            Optional<Set<String>> present = Optional.ofNullable(known.get(user.name()));
            topics.removeAll(present.orElse(Set.of()));
            if (!topics.isEmpty() || present.isEmpty()) {
                missing.put(user, topics);
            }
        });
        missing.forEach(audit::given);
        rights.allow(missing);
        missing.forEach((user, topics) -> {
            known.computeIfAbsent(user.name(), name -> new HashSet<>()).addAll(topics);
            LOG.info("A principal may read topics principal={} topics={}", user.principal(), topics);
        });
    }

    /** A cluster that was made anew knows nobody. */
    private String missingPasswords(Collection<KafkaUser> users) {
        if (users.isEmpty()) {
            return "";
        }
        Set<String> present = scram.names();
        List<String> missing = new ArrayList<>();
        users.stream().filter(user -> !present.contains(user.name())).forEach(user -> missing.add(user.principal()));
        missing.sort(null);
        return missing.isEmpty()
                ? ""
                : "The cluster has lost the passwords of " + String.join(", ", missing)
                        + "; 'polder kafka credentials --rotate' makes new ones";
    }

    private void tell(boolean kept, String reason, String message) {
        String line = kept + reason + message;
        if (!told.equals(Optional.of(line))) {
            store.put(kept, reason, message, clock.instant());
            told = Optional.of(line);
            if (!kept) {
                LOG.warn("Kafka's rights cannot be kept as decisions are reason={} problem={}", reason, message);
            }
        }
    }

    private static String reason(PolderException e) {
        if (e.code() == Code.AUDIT_UNAVAILABLE) {
            return "NoAudit";
        }
        if (e.getCause() instanceof SecurityDisabledException) {
            return "NoAuthorizer";
        }
        if (e.getCause() instanceof ClusterAuthorizationException) {
            return "NotAllowed";
        }
        return e.getCause() instanceof UnsupportedVersionException ? "NoScram" : "NoAnswer";
    }

    private static String message(PolderException e) {
        return switch (reason(e)) {
            case "NoAuthorizer" ->
                "The Kafka cluster checks no rights: whoever can connect reads every topic. Give it an authorizer"
                        + " (authorizer.class.name)";
            case "NotAllowed" ->
                "The server's Kafka user may not change rights. Allow it to ALTER and DESCRIBE the cluster";
            case "NoScram" -> "The Kafka cluster keeps no SCRAM users. Use Kafka 3.5 or newer, with KRaft";
            default -> e.getMessage();
        };
    }
}
