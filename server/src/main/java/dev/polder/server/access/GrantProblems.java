package dev.polder.server.access;

import dev.polder.core.access.Decider;
import dev.polder.core.access.Decision;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.access.ReadQuestion;
import dev.polder.core.name.PortId;
import dev.polder.server.mesh.MeshService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Grants that are active and yet worth nothing: a changed policy denies what they are for, or nobody is left to use them. */
final class GrantProblems {
    private final MeshService mesh;
    private final Decider decider;
    private final KnownPrincipals principals;

    GrantProblems(MeshService mesh, Decider decider, KnownPrincipals principals) {
        this.mesh = mesh;
        this.decider = decider;
        this.principals = principals;
    }

    /** Why the request's grant is worth nothing now; empty when it is worth something or is not active. */
    Optional<String> of(AccessRequest request, Instant now) {
        if (request.state(now) != AccessRequest.State.ACTIVE) {
            return Optional.empty();
        }
        Optional<RequestedPort> port = RequestedPort.find(mesh.current(), request.port());
        if (port.isEmpty()) {
            return Optional.of("the port is no longer there");
        }
        List<Principal> users = users(request.grantee());
        if (users.isEmpty()) {
            return Optional.of(
                    request.grantee() instanceof Grantee.TeamNamed
                            ? "the team '" + request.grantee().name() + "' has no members"
                            : "there is no " + request.grantee().name() + " any more");
        }
        PortId newest = port.get().newest();
        return users.stream()
                .map(user -> denial(user, newest, request.purpose(), now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private List<Principal> users(Grantee grantee) {
        return grantee instanceof Grantee.TeamNamed team
                ? principals.membersOf(team.name())
                : principals.find(grantee.name()).stream().toList();
    }

    private Optional<String> denial(Principal user, PortId port, String purpose, Instant now) {
        Decision decision = decider.decide(new ReadQuestion(user, port, Optional.of(purpose), now));
        if (decision.permitted()) {
            return Optional.empty();
        }
        Decision.Reason reason = decision.reasons().get(0);
        return Optional.of("denied to " + user.name() + " by " + reason.source() + ": " + reason.text());
    }
}
