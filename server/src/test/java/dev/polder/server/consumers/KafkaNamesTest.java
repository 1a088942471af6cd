package dev.polder.server.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.server.catalog.MeshCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What stands for one principal or port must not stand for another, whatever they are called: names as alike as they can be. */
class KafkaNamesTest {
    private final Random random = new Random(4);

    @Test
    void noUsersGroupsAreAmongThoseOfAnother() {
        for (String prefix : List.of("", "polder-", "a.")) {
            TreeSet<String> prefixes = new TreeSet<>();
            TreeSet<String> names = new TreeSet<>();
            while (names.size() < 5_000) {
                names.add(word("ab", 1) + word("ab._@+-", random.nextInt(7)));
            }
            names.forEach(name -> prefixes.add(
                    new KafkaUser(name, prefix + name, Instant.EPOCH, Instant.EPOCH, false).groupPrefix()));

            assertThat(prefixes).hasSameSizeAs(names);
            // What begins with a text comes right after it in order.
            prefixes.forEach(each -> assertThat(prefixes.higher(each) != null
                            && prefixes.higher(each).startsWith(each))
                    .isFalse());
        }
    }

    @Test
    void noTopicAndNoTableIsThatOfAnotherPort() {
        Map<Object, PortId> owners = new HashMap<>();
        TreeSet<PortId> ports = new TreeSet<>();
        while (ports.size() < 5_000) {
            ports.add(PortAddress.parse(kebab() + "." + kebab() + "." + kebab()).major(random.nextInt(12)));
        }
        for (PortId port : ports) {
            List<Object> names = new ArrayList<>(List.of(MeshCatalog.identifier(port)));
            names.addAll(List.of(port.topic(), port.deadLetterTopic(), port.inboxTopic()));
            names.forEach(name -> assertThat(owners.put(name, port)).isNull());
        }
    }

    /** Such as {@code v1}, {@code a-v1}, {@code v1-inbox}: what topics have after ports' names. */
    private String kebab() {
        List<String> words = List.of("a", "b", "v1", "v11", "inbox", "dead", "letter");
        List<String> parts = new ArrayList<>();
        do {
            parts.add(words.get(random.nextInt(words.size())));
        } while (random.nextInt(3) > 0 && parts.size() < 3);
        return String.join("-", parts);
    }

    private String word(String letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
