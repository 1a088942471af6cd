package dev.polder.server.identity;

import dev.polder.core.access.DomainRole;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.Domain;
import dev.polder.core.name.DomainName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which teams have a role in which domain, as {@code domain.yaml} says. */
final class DomainTeams {
    private final MeshModel mesh;

    DomainTeams(MeshModel mesh) {
        this.mesh = mesh;
    }

    boolean isOf(MeshModel other) {
        return mesh == other;
    }

    Map<DomainName, DomainRole> rolesOf(Set<String> teams) {
        Map<DomainName, DomainRole> roles = new HashMap<>();
        for (Domain domain : mesh.domains()) {
            domain.roleOf(teams).ifPresent(role -> roles.put(domain.name(), role));
        }
        return roles;
    }

    /** The domains that name a team. */
    Set<DomainName> naming(String team) {
        Set<DomainName> naming = new TreeSet<>();
        for (Domain domain : mesh.domains()) {
            if (domain.roleOf(Set.of(team)).isPresent()) {
                naming.add(domain.name());
            }
        }
        return naming;
    }
}
