package dev.polder.server.drift;

import dev.polder.core.name.PortId;
import dev.polder.server.ingest.PortLookup;
import java.util.Objects;

/**
 * The contract that a port's records are judged by.
 *
 * @param digest differs whenever the contract's text differs
 */
public record JudgedContract(PortId port, String version, String digest) {
    public JudgedContract {
        Objects.requireNonNull(port);
        Objects.requireNonNull(version);
        Objects.requireNonNull(digest);
    }

    public static JudgedContract of(PortLookup.Provisioned target) {
        return new JudgedContract(target.port(), target.contractVersion(), target.contractDigest());
    }
}
