package dev.polder.server.identity;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal.Kind;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A person or a service account.
 *
 * @param title how people call them
 * @param roles in the mesh, as an admin has given them
 * @param subject who the provider of OpenID Connect says it is
 * @param groupTeams the teams that the groups of the last login mean
 * @param groupRoles the roles that the groups of the last login mean
 */
record User(
        String name,
        Kind kind,
        Optional<String> title,
        boolean disabled,
        Set<MeshRole> roles,
        Optional<Subject> subject,
        Set<String> groupTeams,
        Set<MeshRole> groupRoles,
        Instant createdAt) {
    /** A person as a provider of OpenID Connect knows them: never given to anybody else. */
    record Subject(String issuer, String id) {
        Subject {
            Objects.requireNonNull(issuer);
            Objects.requireNonNull(id);
        }
    }

    User {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(title);
        roles = Set.copyOf(roles);
        Objects.requireNonNull(subject);
        groupTeams = Set.copyOf(groupTeams);
        groupRoles = Set.copyOf(groupRoles);
        Objects.requireNonNull(createdAt);
    }
}
