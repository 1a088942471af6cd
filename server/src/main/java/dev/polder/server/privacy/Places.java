package dev.polder.server.privacy;

import dev.polder.core.contract.Encryption;
import dev.polder.core.name.PortId;
import java.nio.charset.StandardCharsets;

/** What ciphertexts are bound to, as associated data: where they were made they can be opened, and nowhere else. */
final class Places {
    private Places() {}

    /** Of a column: itself, or, where values are to be joined, its domain. */
    static byte[] column(PortId port, String column, Encryption encryption) {
        return switch (encryption) {
            case RANDOM -> bytes("polder value " + port.topic() + " " + column);
            case DETERMINISTIC -> bytes("polder join " + port.address().domain());
        };
    }

    static byte[] letter(PortId port) {
        return bytes("polder letter " + port.topic());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
