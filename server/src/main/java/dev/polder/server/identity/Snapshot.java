package dev.polder.server.identity;

import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.server.config.ProviderTerms;
import java.time.Instant;
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
import java.util.stream.Stream;

/** All that is known at one moment, prepared for being asked. */
final class Snapshot {
    private final PostgresIdentityStore.Known known;
    private final DomainTeams domains;
    private final ProviderTerms terms;
    private final Instant at;
    /** When somebody is no longer what they are here, by the passing of time alone. */
    private final Instant until;

    private final Map<String, User> users = new TreeMap<>();
    private final Map<User.Subject, User> bySubject = new HashMap<>();
    private final Map<String, Team> teams = new TreeMap<>();
    private final Map<TokenDigest, ApiToken> byDigest = new HashMap<>();
    private final Map<String, Set<String>> teamsOf = new HashMap<>();
    private final Map<String, Principal> principals = new TreeMap<>();

    Snapshot(PostgresIdentityStore.Known known, DomainTeams domains, ProviderTerms terms, Instant at) {
        this.known = known;
        this.domains = domains;
        this.terms = terms;
        this.at = at;
        known.users().forEach(user -> users.put(user.name(), user));
        known.users().forEach(user -> user.provided().ifPresent(said -> bySubject.put(said.subject(), user)));
        known.teams().forEach(team -> teams.put(team.name(), team));
        known.teams()
                .forEach(team -> team.members()
                        .forEach(member -> teamsOf.computeIfAbsent(member, name -> new HashSet<>())
                                .add(team.name())));
        known.tokens().forEach(token -> byDigest.put(token.digest(), token));
        known.users().stream()
                .filter(user -> !user.disabled() && !isForgotten(user))
                .forEach(user -> principals.put(user.name(), principal(user)));
        this.until = known.users().stream()
                .flatMap(user -> user.provided().stream())
                .flatMap(said ->
                        Stream.of(said.at().plus(terms.groups()), said.at().plus(terms.person())))
                .filter(end -> end.isAfter(at))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    long generation() {
        return known.generation();
    }

    DomainTeams domains() {
        return domains;
    }

    /** Whether people are at a moment what they are here, if nobody changes anything. */
    boolean isTrueAt(Instant moment) {
        return !moment.isBefore(at) && moment.isBefore(until);
    }

    /** The same people in a mesh that has changed, or later. */
    Snapshot in(DomainTeams changed, Instant moment) {
        return new Snapshot(known, changed, terms, moment);
    }

    /** Somebody with what their teams mean, disabled or not. */
    Principal principal(User user) {
        Set<String> all = new HashSet<>(teamsOf.getOrDefault(user.name(), Set.of()));
        Set<MeshRole> roles = EnumSet.noneOf(MeshRole.class);
        roles.addAll(user.roles());
        said(user).ifPresent(said -> {
            all.addAll(said.teams());
            // Those who were in it are in nothing by its name.
            all.removeAll(known.removedTeams());
            roles.addAll(said.roles());
        });
        return new Principal(user.name(), user.kind(), all, roles, domains.rolesOf(all));
    }

    /** What the provider says of somebody, as long as that counts. */
    Optional<User.Provided> said(User user) {
        return user.provided().filter(said -> at.isBefore(said.at().plus(terms.groups())));
    }

    /** Whether the provider has not spoken of somebody for so long that they are nobody any more. */
    boolean isForgotten(User user) {
        return user.provided()
                .filter(said -> !at.isBefore(said.at().plus(terms.person())))
                .isPresent();
    }

    /** Why somebody who is known is no principal. */
    String absence(String name) {
        return user(name).filter(this::isForgotten).isPresent()
                ? "The provider has said nothing of '" + name + "' for "
                        + terms.person().toDays() + " days"
                : "The user '" + name + "' is disabled";
    }

    /** Not disabled, and not forgotten by the provider. */
    Optional<Principal> principal(String name) {
        return Optional.ofNullable(principals.get(name));
    }

    List<Principal> principals() {
        return List.copyOf(principals.values());
    }

    /** Whether a token of an administrator is worth nothing any more. */
    boolean isRetiredAdmin(TokenDigest digest) {
        return known.retiredAdmins().contains(digest);
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
}
