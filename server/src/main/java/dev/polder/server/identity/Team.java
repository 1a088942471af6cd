package dev.polder.server.identity;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** People and service accounts who work together. Domains name teams as owner and developers; access is granted to teams. */
record Team(String name, Optional<String> title, Set<String> members) {
    Team {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        members = Set.copyOf(members);
    }

    Set<String> sortedMembers() {
        return new TreeSet<>(members);
    }
}
