package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.AccessRequest.Step;
import dev.polder.server.mesh.MeshService;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Asks for access, and for grants to go on. */
final class Asking {
    private final MeshService mesh;
    private final AccessReading reading;
    private final AccessChanges changes;
    private final Clock clock;

    Asking(MeshService mesh, AccessReading reading, AccessChanges changes, Clock clock) {
        this.mesh = mesh;
        this.reading = reading;
        this.changes = changes;
        this.clock = clock;
    }

    /** A request, and whether it was made just now. */
    record Asked(AccessRequest request, boolean isNew) {}

    /**
     * Asks for access. The same open request is there once, however often it is asked.
     *
     * @param key the requester's own name for the request
     */
    Asked ask(Principal by, Wish wish, Optional<String> key) {
        RequestedPort port = RequestedPort.offered(mesh.current(), wish.port());
        wish.columns().ifPresent(port::checkColumns);
        wish.product().ifPresent(this::checkThere);
        Grantee grantee = wish.grantee(by);
        if (!AccessRights.asksFor(by, grantee)) {
            throw wish.product()
                    .map(product -> new PolderException(
                            Code.DENIED,
                            by.name() + " does not belong to the domain '" + product.domain() + "'",
                            "Those who build the product " + product + " ask for it"))
                    .orElseGet(() -> new PolderException(
                            Code.DENIED,
                            by.name() + " is not a member of the team '" + grantee.name() + "'",
                            "Ask for a team of your own, or leave --team out"));
        }
        return ask(
                by,
                new AccessRequest(
                        UUID.randomUUID(),
                        wish.port(),
                        by.name(),
                        grantee,
                        wish.purpose().value(),
                        wish.reason(),
                        wish.columns(),
                        Wish.future(wish.until(), clock.instant()),
                        Optional.empty(),
                        clock.instant(),
                        Step.REQUESTED,
                        Optional.empty(),
                        Optional.empty()),
                key);
    }

    private void checkThere(ProductAddress product) {
        boolean isThere = mesh.current().products().stream()
                .anyMatch(known -> known.address().equals(product));
        if (!isThere) {
            throw MeshService.notFound("product", product.toString(), "products");
        }
    }

    /** Asks for a grant to go on; what is approved continues it. */
    Asked renew(Principal by, UUID id, Instant until, Optional<String> reason, Optional<String> key) {
        AccessRequest old = reading.seen(by, id);
        if (!AccessRights.asksFor(by, old.grantee())) {
            throw changes.denied(by, "renew", old, "Those who were granted it ask for it to be renewed");
        }
        Grant grant = old.issued()
                .orElseThrow(() -> AccessChanges.notPossible(old, "renewed"))
                .grant();
        return ask(
                by,
                new AccessRequest(
                        UUID.randomUUID(),
                        RequestedPort.offered(mesh.current(), old.port()).address(),
                        by.name(),
                        old.grantee(),
                        old.purpose(),
                        Wish.reason(reason),
                        grant.columns(),
                        Wish.future(until, clock.instant()),
                        Optional.of(id),
                        clock.instant(),
                        Step.REQUESTED,
                        Optional.empty(),
                        Optional.empty()),
                key);
    }

    private Asked ask(Principal by, AccessRequest wanted, Optional<String> key) {
        return changes.add(by, "request", wanted, AccessAudit.details(wanted), handle -> {
            Optional<AccessRequest> same = key.flatMap(name -> PostgresAccessStore.keyed(handle, by.name(), name))
                    .or(() -> PostgresAccessStore.open(handle, wanted.port(), wanted.grantee(), wanted.purpose()));
            if (same.isPresent()) {
                return new Asked(same(wanted, same.get()), false);
            }
            wanted.renews().ifPresent(old -> AccessChanges.checkNotEnded(handle, old));
            PostgresAccessStore.insert(handle, wanted, key);
            changes.note(handle, wanted.id(), by, "request", AccessAudit.details(wanted));
            return new Asked(PostgresAccessStore.find(handle, wanted.id()).orElseThrow(), true);
        });
    }

    private static AccessRequest same(AccessRequest wanted, AccessRequest known) {
        boolean isSame = known.requester().equals(wanted.requester())
                && known.port().equals(wanted.port())
                && known.grantee().equals(wanted.grantee())
                && known.purpose().equals(wanted.purpose())
                && known.columns().equals(wanted.columns())
                && known.renews().equals(wanted.renews());
        if (!isSame) {
            throw new PolderException(
                    Code.ALREADY_EXISTS,
                    "Something else is already asked for, on " + known.port() + " for '" + known.purpose()
                            + "', in the request " + known.id(),
                    "See 'polder access show " + known.id() + "', and withdraw it if this is to take its place");
        }
        return known;
    }
}
