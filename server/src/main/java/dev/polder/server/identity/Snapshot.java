package dev.polder.server.identity;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that is known at one moment, prepared for being asked. */
final class Snapshot {
    private final long generation;
    private final DomainTeams domains;
    private final Map<String, User> users = new TreeMap<>();
    private final Map<User.Subject, User> bySubject = new HashMap<>();
    private final Map<String, Team> teams = new TreeMap<>();
    private final Map<TokenDigest, ApiToken> byDigest = new HashMap<>();
    private final Map<String, Set<String>> teamsOf = new HashMap<>();
    private final Map<String, Principal> principals = new TreeMap<>();

    Snapshot(PostgresIdentityStore.Known known, DomainTeams domains) {
        this.generation = known.generation();
        this.domains = domains;
        known.users().forEach(user -> users.put(user.name(), user));
        known.users().forEach(user -> user.subject().ifPresent(subject -> bySubject.put(subject, user)));
        known.teams().forEach(team -> teams.put(team.name(), team));
        known.teams()
                .forEach(team -> team.members()
                        .forEach(member -> teamsOf.computeIfAbsent(member, name -> new HashSet<>())
                                .add(team.name())));
        known.tokens().forEach(token -> byDigest.put(token.digest(), token));
        known.users().stream()
                .filter(user -> !user.disabled())
                .forEach(user -> principals.put(user.name(), principal(user, user.groupTeams(), user.groupRoles())));
    }

    long generation() {
        return generation;
    }

    DomainTeams domains() {
        return domains;
    }

    /** The same people in a mesh that has changed. */
    Snapshot in(DomainTeams changed) {
        return new Snapshot(
                new PostgresIdentityStore.Known(
                        generation,
                        List.copyOf(users.values()),
                        List.copyOf(teams.values()),
                        List.copyOf(byDigest.values())),
                changed);
    }

    /**
     * Somebody with what the groups of a login mean.
     *
     * @param groupTeams beside those that a team's list of members says
     */
    Principal principal(User user, Set<String> groupTeams, Set<MeshRole> groupRoles) {
        Set<String> all = new HashSet<>(teamsOf.getOrDefault(user.name(), Set.of()));
        all.addAll(groupTeams);
        Set<MeshRole> roles = EnumSet.noneOf(MeshRole.class);
        roles.addAll(user.roles());
        roles.addAll(groupRoles);
        return new Principal(user.name(), user.kind(), all, roles, domains.rolesOf(all));
    }

    /** Not disabled. */
    Optional<Principal> principal(String name) {
        return Optional.ofNullable(principals.get(name));
    }

    List<Principal> principals() {
        return List.copyOf(principals.values());
    }

    Optional<ApiToken> token(TokenDigest digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }

    Optional<ApiToken> token(String id) {
        return byDigest.values().stream().filter(token -> token.id().equals(id)).findFirst();
    }

    List<ApiToken> tokensOf(String owner) {
        return byDigest.values().stream()
                .filter(token -> token.owner().equals(owner))
                .collect(Collectors.toList());
    }

    Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    Optional<User> user(User.Subject subject) {
        return Optional.ofNullable(bySubject.get(subject));
    }

    Collection<User> users() {
        return users.values();
    }

    Optional<Team> team(String name) {
        return Optional.ofNullable(teams.get(name));
    }

    Collection<Team> teams() {
        return teams.values();
    }

    /** The teams of a user, by lists of members and by groups. */
    Set<String> teamsOf(User user) {
        Set<String> all = new HashSet<>(teamsOf.getOrDefault(user.name(), Set.of()));
        all.addAll(user.groupTeams());
        return all;
    }
}
