package dev.polder.server.access;

import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.mesh.MeshModel.Product;
import dev.polder.core.name.PortAddress;
import dev.polder.server.access.AccessRequest.End;
import dev.polder.server.access.AccessRequest.How;
import dev.polder.server.access.AccessRequest.Step;
import dev.polder.server.access.AccessRequest.Verdict;
import dev.polder.server.access.PostgresAccessStore.Event;
import dev.polder.server.database.Lock;
import dev.polder.server.identity.Departures;
import dev.polder.server.mesh.ChangeStep;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Ends what is about products that are no longer offered, and what is for users and teams that are removed: in the transaction that
 * does so, so that nobody who comes under an old name has grants of the old one.
 */
final class Closing implements ChangeStep, Departures {
    private final AuditTrail audit;

    Closing(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    public void take(Handle transaction, MeshModel before, MeshModel now, String who, Instant at) {
        Set<PortAddress> gone = offered(before);
        gone.removeAll(offered(now));
        Map<PortAddress, String> ports = new HashMap<>();
        gone.forEach(port -> ports.put(port, "the port is no longer offered"));
        now.products().stream()
                .filter(RequestedPort::isRetired)
                .flatMap(Closing::ports)
                .forEach(port -> ports.put(port, "the product is retired"));
        Set<String> readers = products(before);
        readers.removeAll(products(now));
        if (!ports.isEmpty() || !readers.isEmpty()) {
            close(
                    transaction,
                    request -> Optional.ofNullable(ports.get(request.port()))
                            .or(() -> Optional.of(request.grantee().name())
                                    .filter(readers::contains)
                                    .map(reader -> "the product that it is for is gone")),
                    who,
                    at);
        }
    }

    @Override
    public void left(Handle transaction, Grantee who, String by, Instant at) {
        String reason = (who instanceof Grantee.TeamNamed ? "the team '" : "the user '") + who.name() + "' was removed";
        close(
                transaction,
                request -> Optional.of(reason).filter(why -> request.grantee().equals(who)),
                by,
                at);
    }

    private void close(Handle transaction, Function<AccessRequest, Optional<String>> reasons, String by, Instant at) {
        Lock.ACCESS.acquire(transaction);
        boolean changed = false;
        for (AccessRequest request : PostgresAccessStore.alive(transaction, at)) {
            Optional<String> why = reasons.apply(request);
            if (why.isEmpty()) {
                continue;
            }
            String reason = why.get();
            audit.record(new AuditEvent(
                    at,
                    by,
                    "grant.close",
                    Optional.of(request.port().toString()),
                    AuditEvent.Outcome.ALLOWED,
                    Map.of("request", request.id().toString(), "reason", reason)));
            if (request.issued().isPresent()) {
                PostgresAccessStore.end(transaction, request.id(), new End(at, by, How.CLOSED, Optional.of(reason)));
                note(transaction, request, by, reason, at);
                changed = true;
            } else {
                request(transaction, request, by, reason, at);
            }
        }
        if (changed) {
            PostgresGrantStore.changed(transaction);
        }
    }

    /** By the names under which they are granted something. */
    private static Set<String> products(MeshModel mesh) {
        return mesh.products().stream()
                .map(product -> Principal.of(product.address()).name())
                .collect(Collectors.toSet());
    }

    /** Closes an open request. */
    static void request(Handle transaction, AccessRequest request, String by, String reason, Instant at) {
        PostgresAccessStore.decide(transaction, request.id(), Step.CLOSED, new Verdict(at, by, Optional.of(reason)));
        note(transaction, request, by, reason, at);
    }

    private static void note(Handle transaction, AccessRequest request, String by, String reason, Instant at) {
        PostgresAccessStore.note(transaction, request.id(), new Event(at, by, "close", Map.of("reason", reason)));
    }

    private static Set<PortAddress> offered(MeshModel mesh) {
        return mesh.products().stream().flatMap(Closing::ports).collect(Collectors.toSet());
    }

    private static Stream<PortAddress> ports(Product product) {
        return product.outputPorts().stream().map(port -> port.id().address());
    }
}
