package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.AccessRequest.End;
import dev.polder.server.access.AccessRequest.How;
import dev.polder.server.access.AccessRequest.Step;
import dev.polder.server.access.AccessRequest.Verdict;
import dev.polder.server.mesh.MeshService;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Decides about requests, which the owners of a port's domain do. */
final class Deciding {
    private final MeshService mesh;
    private final PostgresAccessStore store;
    private final AccessReading reading;
    private final AccessChanges changes;
    private final Clock clock;

    Deciding(MeshService mesh, PostgresAccessStore store, AccessReading reading, AccessChanges changes, Clock clock) {
        this.mesh = mesh;
        this.store = store;
        this.reading = reading;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Approves a request, as it is or under conditions; the grant is made in the same transaction. A grant that it continues ends with
     * it, and its conditions stay unless others are given.
     */
    AccessRequest approve(Principal by, UUID id, Conditions conditions) {
        AccessRequest request = reading.seen(by, id);
        requireDecider(by, "approve", request);
        RequestedPort port = RequestedPort.offered(mesh.current(), request.port());
        Optional<Grant> before = request.renews()
                .flatMap(store::find)
                .flatMap(AccessRequest::issued)
                .map(AccessRequest.Issued::grant);
        Grant grant = granted(request, conditions, before);
        grant.columns().ifPresent(port::checkColumns);
        grant.rowFilters().forEach(port::checkFilter);
        port.checkMasks(grant.masks());
        if (request.step() == Step.REQUESTED) {
            Wish.future(grant.until(), clock.instant());
        }
        return changes.change(by, "approve", request, AccessAudit.details(grant, conditions.reason()), handle -> {
            AccessRequest now = PostgresAccessStore.find(handle, id).orElseThrow();
            if (isApprovedSo(now, by, grant)) {
                return now;
            }
            AccessChanges.requireOpen(now, "approved");
            request.renews().ifPresent(old -> endRenewed(handle, old, by, id));
            PostgresAccessStore.decide(
                    handle, id, Step.APPROVED, new Verdict(grant.from(), by.name(), conditions.reason()));
            PostgresGrantStore.insert(handle, grant);
            PostgresGrantStore.changed(handle);
            changes.note(handle, id, by, "approve", AccessAudit.details(grant, conditions.reason()));
            return PostgresAccessStore.find(handle, id).orElseThrow();
        });
    }

    private Grant granted(AccessRequest request, Conditions conditions, Optional<Grant> before) {
        Optional<Set<String>> columns = conditions.columns().or(request::columns);
        if (request.columns().isPresent() && !request.columns().get().containsAll(columns.orElseThrow())) {
            throw new PolderException(
                    Code.USAGE,
                    "More columns would be granted than were asked for",
                    "Grant some of "
                            + String.join(
                                    ", ",
                                    request.columns().get().stream().sorted().toList()));
        }
        Instant until = conditions.until().orElse(request.until());
        if (until.isAfter(request.until())) {
            throw new PolderException(
                    Code.USAGE,
                    "It would be granted until " + until + ", but was asked for until " + request.until() + " only",
                    "Give an earlier time; more has to be asked for");
        }
        return new Grant(
                request.id(),
                request.grantee(),
                request.port(),
                request.purpose(),
                columns,
                conditions.rowFilters().or(() -> before.map(Grant::rowFilters)).orElse(List.of()),
                conditions.masks().or(() -> before.map(Grant::masks)).orElse(Map.<String, Mask>of()),
                clock.instant(),
                until);
    }

    private static boolean isApprovedSo(AccessRequest request, Principal by, Grant wanted) {
        return request.issued().isPresent()
                && request.verdict().orElseThrow().by().equals(by.name())
                && isSame(request.issued().get().grant(), wanted);
    }

    private static boolean isSame(Grant one, Grant other) {
        return one.columns().equals(other.columns())
                && one.rowFilters().equals(other.rowFilters())
                && one.masks().equals(other.masks())
                && one.until().equals(other.until());
    }

    private void endRenewed(Handle handle, UUID old, Principal by, UUID renewal) {
        AccessChanges.checkNotEnded(handle, old);
        PostgresAccessStore.end(handle, old, new End(clock.instant(), by.name(), How.RENEWED, Optional.empty()));
        changes.note(handle, old, by, "renew", Map.of("continued", renewal.toString()));
    }

    /** @param reason so that who asked knows */
    AccessRequest refuse(Principal by, UUID id, Optional<String> reason) {
        AccessRequest request = reading.seen(by, id);
        requireDecider(by, "refuse", request);
        String why = Wish.reason(reason)
                .orElseThrow(() -> new PolderException(
                        Code.USAGE, "A refusal needs a reason", "Say why, so that who asked knows what to do"));
        return changes.close(by, request, "refuse", Step.REFUSED, Optional.of(why));
    }

    private void requireDecider(Principal by, String action, AccessRequest request) {
        if (!AccessRights.decides(by, request)) {
            throw changes.denied(
                    by,
                    action,
                    request,
                    "An owner of the domain '" + request.port().domain() + "' decides about it");
        }
    }
}
