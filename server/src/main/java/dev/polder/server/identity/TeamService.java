package dev.polder.server.identity;

import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.name.DomainName;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.identity.Changes.What;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Adding, changing and removing teams. */
final class TeamService {
    private final Changes changes;

    TeamService(Changes changes) {
        this.changes = changes;
    }

    Team add(Principal by, String name, Optional<String> title, Set<String> members) {
        AccountName.checked("team", name);
        members.forEach(this::requireUser);
        Map<String, String> details = Map.of("members", new TreeSet<>(members).toString());
        return changes.make(by, new What("team.add", name, details), (handle, store) -> {
                    if (store.isTeamTaken(handle, name)) {
                        throw new PolderException(
                                Code.ALREADY_EXISTS,
                                "There is, or was, a team '" + name + "'",
                                "Choose another name: one is never given to others");
                    }
                    store.add(handle, new Team(name, title, members), by.name(), changes.instant());
                })
                .team(name)
                .orElseThrow(() -> unknown(name));
    }

    void remove(Principal by, String name) {
        require(changes.now(), name);
        Set<DomainName> domains = changes.now().domains().naming(name);
        if (!domains.isEmpty()) {
            throw new PolderException(
                    Code.IN_USE,
                    "The team '" + name + "' is named by the domains " + domains,
                    "Give them to another team first: owner and developers in domain.yaml");
        }
        changes.remove(
                by,
                new What("team.remove", name),
                new Grantee.TeamNamed(name),
                (handle, store) -> store.removeTeam(handle, name));
    }

    Team addMember(Principal by, String name, String member) {
        require(changes.now(), name);
        requireUser(member);
        What what = new What("team.member.add", name, Map.of("member", member));
        return changes.make(by, what, (handle, store) -> store.addMember(handle, name, member))
                .team(name)
                .orElseThrow(() -> unknown(name));
    }

    Team removeMember(Principal by, String name, String member) {
        Team team = require(changes.now(), name);
        if (!team.members().contains(member)) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "'" + member + "' is not listed as a member of '" + name + "'",
                    "See who is: polder team members " + name);
        }
        What what = new What("team.member.remove", name, Map.of("member", member));
        return changes.make(by, what, (handle, store) -> store.removeMember(handle, name, member))
                .team(name)
                .orElseThrow(() -> unknown(name));
    }

    private void requireUser(String name) {
        changes.now().user(name).orElseThrow(() -> UserService.unknown(name));
    }

    static Team require(Snapshot snapshot, String name) {
        return snapshot.team(name).orElseThrow(() -> unknown(name));
    }

    private static PolderException unknown(String name) {
        return new PolderException(
                Code.NOT_FOUND, "There is no team '" + name + "'", "See what there is: polder team list");
    }
}
