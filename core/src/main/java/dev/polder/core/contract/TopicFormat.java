package dev.polder.core.contract;

import dev.polder.core.document.Node;
import dev.polder.core.document.Nodes;
import java.util.List;
import java.util.Optional;

/** How records stand on a port's topic: the custom property {@code topicFormat} of a contract. */
public enum TopicFormat {
    /** Avro binary in Confluent's framing. */
    AVRO("avro"),
    /** Canonical JSON, without framing. */
    JSON("json");

    static final String CUSTOM_PROPERTY = "topicFormat";

    private final String word;

    TopicFormat(String word) {
        this.word = word;
    }

    /** As the contract writes it. */
    public String word() {
        return word;
    }

    /** What a contract says, last if it says it twice; a word that is none does not count. */
    static TopicFormat of(Node contract) {
        TopicFormat format = AVRO;
        for (Node.Mapping custom : said(contract)) {
            format = Nodes.text(custom, "value").flatMap(TopicFormat::of).orElse(format);
        }
        return format;
    }

    /** The custom properties of a contract that say it. */
    static List<Node.Mapping> said(Node contract) {
        return Nodes.mappings(contract, "customProperties").stream()
                .filter(custom -> Nodes.text(custom, "property").equals(Optional.of(CUSTOM_PROPERTY)))
                .toList();
    }

    /** By its word. */
    public static Optional<TopicFormat> of(String word) {
        for (TopicFormat format : values()) {
            if (format.word.equals(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
