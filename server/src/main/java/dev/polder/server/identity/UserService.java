package dev.polder.server.identity;

import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.MeshRole;
import dev.polder.core.access.Principal;
import dev.polder.core.access.Principal.Kind;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.identity.Changes.What;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Adding, changing and removing people and service accounts. */
final class UserService {
    private final Changes changes;

    UserService(Changes changes) {
        this.changes = changes;
    }

    /** @param teams that the user becomes a member of */
    User add(Principal by, String name, Kind kind, Optional<String> title, Set<MeshRole> roles, Set<String> teams) {
        AccountName.checked("user", name);
        User user = new User(name, kind, title, false, roles, Optional.empty(), changes.instant());
        teams.forEach(team -> TeamService.require(changes.now(), team));
        Map<String, String> details = Map.of(
                "kind",
                kind.name(),
                "roles",
                new TreeSet<>(roles).toString(),
                "teams",
                new TreeSet<>(teams).toString());
        return changes.make(by, new What("user.add", name, details), (handle, store) -> {
                    if (store.isTaken(handle, name)) {
                        throw new PolderException(
                                Code.ALREADY_EXISTS,
                                "There is, or was, a user '" + name + "'",
                                "Choose another name: one is never given to somebody else");
                    }
                    store.add(handle, user, by.name());
                    teams.forEach(team -> store.addMember(handle, team, name));
                })
                .user(name)
                .orElseThrow(() -> unknown(name));
    }

    User setRoles(Principal by, String name, Set<MeshRole> roles) {
        find(name);
        What what = new What("user.roles", name, Map.of("roles", new TreeSet<>(roles).toString()));
        return changes.make(by, what, (handle, store) -> store.setRoles(handle, name, roles))
                .user(name)
                .orElseThrow(() -> unknown(name));
    }

    User disable(Principal by, String name) {
        return setDisabled(by, name, true);
    }

    User enable(Principal by, String name) {
        return setDisabled(by, name, false);
    }

    private User setDisabled(Principal by, String name, boolean disabled) {
        find(name);
        What what = new What(disabled ? "user.disable" : "user.enable", name);
        return changes.make(by, what, (handle, store) -> store.setDisabled(handle, name, disabled))
                .user(name)
                .orElseThrow(() -> unknown(name));
    }

    void remove(Principal by, String name) {
        find(name);
        changes.remove(
                by,
                new What("user.remove", name),
                new Grantee.PrincipalNamed(name),
                (handle, store) -> store.remove(handle, name));
    }

    User find(String name) {
        return changes.now().user(name).orElseThrow(() -> unknown(name));
    }

    static PolderException unknown(String name) {
        return new PolderException(
                Code.NOT_FOUND, "There is no user '" + name + "'", "See who there is: polder user list");
    }
}
