package dev.polder.policy;

import dev.polder.core.name.PortId;
import java.util.Optional;

/** Where the facts about ports are found. Safe for many threads; gives the same object as long as nothing about the port has changed. */
@FunctionalInterface
public interface Ports {
    Optional<PortFacts> find(PortId port);
}
