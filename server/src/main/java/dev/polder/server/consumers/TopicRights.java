package dev.polder.server.consumers;

import static dev.polder.server.kafka.KafkaAnswer.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may read topics of the mesh and join which groups, as Kafka's access control lists. Looks at and changes nothing but what allows
 * a user that was made here to read a topic named as the mesh's are, or to join groups with the user's prefix; rules of other users,
 * on other topics, for writing, and those that deny, are other people's.
 */
final class TopicRights {
    private static final String USER = "User:";
    private static final String ANY_HOST = "*";
    private static final Pattern MESH_TOPIC =
            Pattern.compile("[a-z0-9_]+\\.[a-z0-9_]+\\.[a-z0-9_]+\\.v\\d{1,3}(\\.dead_letter|\\.inbox)?");

    private final Admin admin;

    TopicRights(Admin admin) {
        this.admin = admin;
    }

    /**
     * The topics that each of these users may read now by rules of ours. A user without a rule for groups is left out, so that what was
     * cut off is done again.
     */
    Map<String, Set<String>> readers(Collection<KafkaUser> users) {
        Map<String, Set<AclBinding>> present = new HashMap<>();
        for (AclBinding rule : await(admin.describeAcls(allowing()).values())) {
            String principal = rule.entry().principal();
            if (principal.startsWith(USER)) {
                present.computeIfAbsent(principal.substring(USER.length()), name -> new HashSet<>())
                        .add(rule);
            }
        }
        Map<String, Set<String>> readers = new HashMap<>();
        for (KafkaUser user : users) {
            Set<String> topics = new HashSet<>();
            for (AclBinding rule : present.getOrDefault(user.name(), Set.of())) {
                boolean read = rule.entry().operation() == AclOperation.READ
                        && rule.entry().host().equals(ANY_HOST)
                        && rule.pattern().resourceType() == ResourceType.TOPIC
                        && rule.pattern().patternType() == PatternType.LITERAL;
                if (read && MESH_TOPIC.matcher(rule.pattern().name()).matches()) {
                    topics.add(rule.pattern().name());
                }
            }
            if (!topics.isEmpty() || present.getOrDefault(user.name(), Set.of()).contains(group(user))) {
                readers.put(user.name(), topics);
            }
        }
        return readers;
    }

    /** Lets users read further topics, and join groups with their prefix. */
    void allow(Map<KafkaUser, Set<String>> topics) {
        List<AclBinding> rules = new ArrayList<>();
        topics.forEach((user, names) -> {
            names.forEach(topic -> rules.addAll(topic(user, topic)));
            rules.add(group(user));
        });
        if (!rules.isEmpty()) {
            await(admin.createAcls(rules).all());
        }
    }

    /**
     * Takes the right to read topics away.
     *
     * @return what there was of it: another server may have been faster
     */
    Map<KafkaUser, Set<String>> forbid(Map<KafkaUser, Set<String>> topics) {
        List<AclBindingFilter> rules = new ArrayList<>();
        topics.forEach((user, names) ->
                names.forEach(topic -> topic(user, topic).forEach(rule -> rules.add(rule.toFilter()))));
        Set<AclBinding> deleted = delete(rules);
        Map<KafkaUser, Set<String>> taken = new HashMap<>();
        topics.forEach((user, names) -> {
            Set<String> had = new HashSet<>(names);
            had.removeIf(topic -> topic(user, topic).stream().noneMatch(deleted::contains));
            if (!had.isEmpty()) {
                taken.put(user, had);
            }
        });
        return taken;
    }

    /** Takes all away that {@link #allow} gave to users, the groups too. */
    void end(Collection<KafkaUser> users) {
        Map<KafkaUser, Set<String>> topics = new HashMap<>();
        Map<String, Set<String>> readers = readers(users);
        users.forEach(user -> topics.put(user, readers.getOrDefault(user.name(), Set.of())));
        forbid(topics);
        delete(users.stream().map(user -> group(user).toFilter()).toList());
    }

    /**
     * Takes away what users were once given: groups under their name and a dot. Those of {@code ana} had those of {@code ana.b} among them.
     */
    void endFormerGroups(Collection<KafkaUser> users) {
        delete(users.stream()
                .map(user -> group(user, user.name() + ".").toFilter())
                .toList());
    }

    private Set<AclBinding> delete(List<AclBindingFilter> rules) {
        return rules.isEmpty()
                ? Set.of()
                : new HashSet<>(await(admin.deleteAcls(rules).all()));
    }

    private static List<AclBinding> topic(KafkaUser user, String topic) {
        ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        AclBinding read = allow(pattern, user, AclOperation.READ);
        // Whoever may read may describe. On inboxes the rule that allows to describe is for those who write.
        return topic.endsWith(".inbox") ? List.of(read) : List.of(read, allow(pattern, user, AclOperation.DESCRIBE));
    }

    private static AclBinding group(KafkaUser user) {
        return group(user, user.groupPrefix());
    }

    private static AclBinding group(KafkaUser user, String prefix) {
        return allow(new ResourcePattern(ResourceType.GROUP, prefix, PatternType.PREFIXED), user, AclOperation.READ);
    }

    private static AclBinding allow(ResourcePattern pattern, KafkaUser user, AclOperation operation) {
        return new AclBinding(
                pattern, new AccessControlEntry(USER + user.name(), ANY_HOST, operation, AclPermissionType.ALLOW));
    }

    private static AclBindingFilter allowing() {
        return new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(null, null, AclOperation.READ, AclPermissionType.ALLOW));
    }
}
