package dev.polder.server.reconcile;

import static dev.polder.server.kafka.KafkaAnswer.await;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may write to inboxes, as Kafka's access control lists. Only rules that allow a user to write to an inbox are looked at and
 * changed; nothing here ever allows anybody to write to a port's topic.
 */
final class InboxRights {
    private static final String USER = "User:";
    private static final String ANY_HOST = "*";
    private static final String INBOX = ".inbox";

    private final Admin admin;

    InboxRights(Admin admin) {
        this.admin = admin;
    }

    /** Users by the inbox that they may write to. Empty where the cluster checks no rights. */
    Map<String, Set<String>> writers() {
        Map<String, Set<String>> writers = new HashMap<>();
        try {
            for (AclBinding rule : await(admin.describeAcls(writing(null)).values())) {
                String topic = rule.pattern().name();
                if (topic.endsWith(INBOX)) {
                    writers.computeIfAbsent(topic, name -> new HashSet<>()).add(user(rule));
                }
            }
        } catch (PolderException e) {
            if (!(e.getCause() instanceof SecurityDisabledException)) {
                throw e;
            }
        }
        return writers;
    }

    /** Lets these users write to the port's inbox, and no other. */
    void allow(PortId port, Set<String> users) {
        try {
            String topic = port.inboxTopic();
            Collection<AclBinding> present =
                    await(admin.describeAcls(writing(topic)).values());
            await(admin.createAcls(
                            users.stream().flatMap(user -> rules(topic, user)).toList())
                    .all());
            List<AclBindingFilter> surplus = present.stream()
                    .filter(rule -> !users.contains(user(rule)))
                    .flatMap(rule -> rules(topic, user(rule)))
                    .map(AclBinding::toFilter)
                    .toList();
            if (!surplus.isEmpty()) {
                await(admin.deleteAcls(surplus).all());
            }
        } catch (PolderException e) {
            throw e.getCause() instanceof SecurityDisabledException ? unchecked(e) : e;
        }
    }

    /** Takes away what {@link #allow} gave. */
    void forget(PortId port) {
        try {
            await(admin.deleteAcls(List.of(new AclBindingFilter(
                            new ResourcePatternFilter(ResourceType.TOPIC, port.inboxTopic(), PatternType.LITERAL),
                            AccessControlEntryFilter.ANY)))
                    .all());
        } catch (PolderException e) {
            if (!(e.getCause() instanceof SecurityDisabledException)) {
                throw e;
            }
        }
    }

    private static PolderException unchecked(PolderException cause) {
        return new PolderException(
                Code.CONFIG_INVALID,
                "The inbox names its writers, but the Kafka cluster checks no rights",
                "Give the cluster an authorizer, or leave writers out: then everybody who can connect may write",
                cause);
    }

    private static Stream<AclBinding> rules(String topic, String user) {
        ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        return Stream.of(AclOperation.WRITE, AclOperation.DESCRIBE)
                .map(operation -> new AclBinding(
                        pattern, new AccessControlEntry(USER + user, ANY_HOST, operation, AclPermissionType.ALLOW)));
    }

    private static AclBindingFilter writing(String topic) {
        return new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntryFilter(null, null, AclOperation.WRITE, AclPermissionType.ALLOW));
    }

    private static String user(AclBinding rule) {
        String principal = rule.entry().principal();
        return principal.startsWith(USER) ? principal.substring(USER.length()) : principal;
    }
}
