package dev.polder.core.contract;

import java.util.Optional;

/** How the values of a column are encrypted: the custom property {@code encrypt}. */
public enum Encryption {
    /** Equal values have different ciphertexts (AES-GCM): nothing can be told from them but their length. */
    RANDOM("random"),
    /** Equal values have equal ciphertexts (AES-SIV), so that they can be counted and joined, by anybody. */
    DETERMINISTIC("deterministic");

    static final String CUSTOM_PROPERTY = "encrypt";
    /** For a property whose classification would have it encrypted. */
    static final String NONE = "none";

    private final String word;

    Encryption(String word) {
        this.word = word;
    }

    /** As the contract writes it. */
    public String word() {
        return word;
    }

    /** By its word. */
    public static Optional<Encryption> of(String word) {
        for (Encryption encryption : values()) {
            if (encryption.word.equals(word)) {
                return Optional.of(encryption);
            }
        }
        return Optional.empty();
    }
}
