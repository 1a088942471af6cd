package dev.polder.server.identity;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal.Kind;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person or a service account.
 *
 * @param title how people call them
 * @param roles in the mesh, as an admin has given them
 * @param provided what a provider of OpenID Connect says of them, when they came with one
 */
record User(
        String name,
        Kind kind,
        Optional<String> title,
        boolean disabled,
        Set<MeshRole> roles,
        Optional<Provided> provided,
        Instant createdAt) {
    /** A person as a provider of OpenID Connect knows them: never given to anybody else. */
    record Subject(String issuer, String id) {
        Subject {
            Objects.requireNonNull(issuer);
            Objects.requireNonNull(id);
        }
    }

    /**
     * What a provider says of somebody.
     *
     * @param teams that the groups mean
     * @param roles that the groups mean
     * @param at when it said so
     */
    record Provided(Subject subject, Set<String> teams, Set<MeshRole> roles, Instant at) {
        Provided {
            Objects.requireNonNull(subject);
            teams = Set.copyOf(teams);
            roles = Set.copyOf(roles);
            Objects.requireNonNull(at);
        }

        /** What counts once this has been said too: what was said last; of two at the same moment, what both say. */
        Provided and(Provided other) {
            if (!at.equals(other.at)) {
                return at.isBefore(other.at) ? other : this;
            }
            return new Provided(subject, both(teams, other.teams), both(roles, other.roles), at);
        }

        boolean meansTheSameAs(Provided other) {
            return teams.equals(other.teams) && roles.equals(other.roles);
        }

        private static <T> Set<T> both(Set<T> one, Set<T> other) {
            return one.stream().filter(other::contains).collect(Collectors.toSet());
        }
    }

    User {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(title);
        roles = Set.copyOf(roles);
        Objects.requireNonNull(provided);
        Objects.requireNonNull(createdAt);
    }
}
