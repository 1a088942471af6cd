package dev.polder.server.access;

import dev.polder.core.access.Grant;
import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Mask;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.name.ProductAddress;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.access.AccessRequest.End;
import dev.polder.server.access.AccessRequest.How;
import dev.polder.server.access.AccessRequest.Step;
import dev.polder.server.access.AccessRequest.Verdict;
import dev.polder.server.access.PostgresAccessStore.Event;
import dev.polder.server.access.PostgresAccessStore.Position;
import dev.polder.server.access.PostgresAccessStore.Question;
import dev.polder.server.database.Database;
import dev.polder.server.http.Json;
import dev.polder.server.mesh.MeshService;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Asking for access and deciding about it. Each change is one transaction, with its entry in the history, and one at a time over all
 * servers; doing the same again changes nothing. Safe for many threads.
 */
final class AccessService {
    private final PostgresAccessStore store;
    private final MeshService mesh;
    private final Decisions decisions;
    private final AccessAudit audit;
    private final Clock clock;

    AccessService(Database database, MeshService mesh, Decisions decisions, AuditTrail audit, Clock clock) {
        this.store = new PostgresAccessStore(database);
        this.mesh = mesh;
        this.decisions = decisions;
        this.audit = new AccessAudit(audit, clock);
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
                        future(wish.until()),
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
        AccessRequest old = seen(by, id);
        if (!AccessRights.asksFor(by, old.grantee())) {
            throw denied(by, "renew", old, "Those who were granted it ask for it to be renewed");
        }
        Grant grant =
                old.issued().orElseThrow(() -> notPossible(old, "renewed")).grant();
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
                        future(until),
                        Optional.of(id),
                        clock.instant(),
                        Step.REQUESTED,
                        Optional.empty(),
                        Optional.empty()),
                key);
    }

    private Asked ask(Principal by, AccessRequest wanted, Optional<String> key) {
        return audit.recorded(
                by,
                "request",
                wanted,
                details(wanted),
                () -> store.change(handle -> {
                    Optional<AccessRequest> same = key.flatMap(
                                    name -> PostgresAccessStore.keyed(handle, by.name(), name))
                            .or(() -> PostgresAccessStore.open(
                                    handle, wanted.port(), wanted.grantee(), wanted.purpose()));
                    if (same.isPresent()) {
                        return new Asked(same(wanted, same.get()), false);
                    }
                    wanted.renews().ifPresent(old -> checkNotEnded(handle, old));
                    PostgresAccessStore.insert(handle, wanted, key);
                    note(handle, wanted.id(), by, "request", details(wanted));
                    return new Asked(
                            PostgresAccessStore.find(handle, wanted.id()).orElseThrow(), true);
                }));
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

    private static void checkNotEnded(Handle handle, UUID old) {
        AccessRequest request = PostgresAccessStore.find(handle, old).orElseThrow();
        if (request.issued().flatMap(AccessRequest.Issued::end).isPresent()) {
            throw notPossible(request, "renewed");
        }
    }

    /**
     * Approves a request, as it is or under conditions; the grant is made in the same transaction. A grant that it continues ends with
     * it, and its conditions stay unless others are given.
     */
    AccessRequest approve(Principal by, UUID id, Conditions conditions) {
        AccessRequest request = seen(by, id);
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
            future(grant.until());
        }
        return changing(by, "approve", request, details(grant, conditions.reason()), handle -> {
            AccessRequest now = PostgresAccessStore.find(handle, id).orElseThrow();
            if (isApprovedSo(now, by, grant)) {
                return now;
            }
            requireOpen(now, "approved");
            request.renews().ifPresent(old -> endRenewed(handle, old, by, id));
            PostgresAccessStore.decide(
                    handle, id, Step.APPROVED, new Verdict(grant.from(), by.name(), conditions.reason()));
            PostgresGrantStore.insert(handle, grant);
            PostgresGrantStore.changed(handle);
            note(handle, id, by, "approve", details(grant, conditions.reason()));
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
        checkNotEnded(handle, old);
        PostgresAccessStore.end(handle, old, new End(clock.instant(), by.name(), How.RENEWED, Optional.empty()));
        note(handle, old, by, "renew", Map.of("continued", renewal.toString()));
    }

    /** @param reason so that who asked knows */
    AccessRequest refuse(Principal by, UUID id, Optional<String> reason) {
        AccessRequest request = seen(by, id);
        requireDecider(by, "refuse", request);
        String why = Wish.reason(reason)
                .orElseThrow(() -> new PolderException(
                        Code.USAGE, "A refusal needs a reason", "Say why, so that who asked knows what to do"));
        return close(by, request, "refuse", Step.REFUSED, Optional.of(why));
    }

    /** Takes a request back that nobody has decided about. */
    AccessRequest withdraw(Principal by, UUID id) {
        AccessRequest request = seen(by, id);
        if (!AccessRights.gives(by, request)) {
            throw denied(by, "withdraw", request, "Who asked can withdraw it; an owner of the domain refuses it");
        }
        return close(by, request, "withdraw", Step.WITHDRAWN, Optional.empty());
    }

    private AccessRequest close(
            Principal by, AccessRequest request, String action, Step step, Optional<String> reason) {
        Map<String, String> details = reason.map(text -> Map.of("reason", text)).orElse(Map.of());
        return changing(by, action, request, details, handle -> {
            AccessRequest now = PostgresAccessStore.find(handle, request.id()).orElseThrow();
            boolean isDone = now.step() == step
                    && now.verdict().orElseThrow().by().equals(by.name())
                    && now.verdict().get().reason().equals(reason);
            if (isDone) {
                return now;
            }
            requireOpen(now, word(step));
            PostgresAccessStore.decide(handle, request.id(), step, new Verdict(clock.instant(), by.name(), reason));
            note(handle, request.id(), by, action, details);
            return PostgresAccessStore.find(handle, request.id()).orElseThrow();
        });
    }

    /** Ends a grant now, with the requests for it to go on. An owner of the domain may, and who was granted it. */
    AccessRequest revoke(Principal by, UUID id, Optional<String> reason) {
        AccessRequest request = seen(by, id);
        if (!AccessRights.decides(by, request) && !AccessRights.gives(by, request)) {
            throw denied(
                    by, "revoke", request, "An owner of the domain revokes it, and who was granted it gives it back");
        }
        if (request.issued().isEmpty()) {
            throw notPossible(request, "revoked");
        }
        Optional<String> why = Wish.reason(reason);
        Map<String, String> details = why.map(text -> Map.of("reason", text)).orElse(Map.of());
        return changing(by, "revoke", request, details, handle -> {
            End end = new End(clock.instant(), by.name(), How.REVOKED, why);
            AccessRequest now = PostgresAccessStore.find(handle, id).orElseThrow();
            if (now.state(end.at()) == AccessRequest.State.REVOKED) {
                return now;
            }
            if (!PostgresAccessStore.end(handle, id, end)) {
                throw notPossible(now, "revoked");
            }
            PostgresGrantStore.changed(handle);
            note(handle, id, by, "revoke", details);
            for (AccessRequest renewal : PostgresAccessStore.openRenewals(handle, id)) {
                Closing.request(handle, renewal, by.name(), "the grant that it would continue was revoked", end.at());
            }
            return PostgresAccessStore.find(handle, id).orElseThrow();
        });
    }

    /** @throws PolderException NOT_FOUND also when it is there and the principal may not see it */
    AccessRequest seen(Principal by, UUID id) {
        return store.find(id)
                .filter(request -> AccessRights.sees(by, request))
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND,
                        "There is no access request " + id + " that " + by.name() + " may see",
                        "See those that you may: polder access list"));
    }

    List<AccessRequest> list(Question question, Optional<Position> after, int most) {
        return store.list(question, after, most, clock.instant());
    }

    List<Event> history(Principal by, UUID id) {
        seen(by, id);
        return store.history(id);
    }

    private interface Work {
        AccessRequest on(Handle handle);
    }

    private AccessRequest changing(
            Principal by, String action, AccessRequest request, Map<String, String> details, Work work) {
        Supplier<AccessRequest> change = () -> store.change(work::on);
        AccessRequest after = audit.recorded(by, action, request, details, change);
        decisions.grantsChanged();
        return after;
    }

    private void requireDecider(Principal by, String action, AccessRequest request) {
        if (!AccessRights.decides(by, request)) {
            throw denied(
                    by,
                    action,
                    request,
                    "An owner of the domain '" + request.port().domain() + "' decides about it");
        }
    }

    private PolderException denied(Principal by, String action, AccessRequest request, String remedy) {
        PolderException refusal = new PolderException(
                Code.DENIED, by.name() + " may not " + action + " the access request " + request.id(), remedy);
        audit.denied(by, action, request, refusal);
        return refusal;
    }

    private static void requireOpen(AccessRequest request, String wanted) {
        if (request.step() != Step.REQUESTED) {
            throw notPossible(request, wanted);
        }
    }

    private static PolderException notPossible(AccessRequest request, String wanted) {
        String state = request.issued()
                .flatMap(AccessRequest.Issued::end)
                .map(end -> "was " + word(end.how()) + " by " + end.by() + " at " + end.at())
                .or(() -> request.verdict()
                        .map(verdict -> "was " + word(request.step()) + " by " + verdict.by() + " at " + verdict.at()))
                .orElse("is not decided");
        return new PolderException(
                Code.ACCESS_STATE,
                "The access request " + request.id() + " cannot be " + wanted + ": it " + state,
                "See 'polder access show " + request.id() + "'");
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private Instant future(Instant until) {
        if (!until.isAfter(clock.instant())) {
            throw new PolderException(
                    Code.USAGE, "The access would be over already: " + until, "Give a time that lies ahead");
        }
        return until;
    }

    private void note(Handle handle, UUID id, Principal by, String action, Map<String, String> details) {
        PostgresAccessStore.note(handle, id, new Event(clock.instant(), by.name(), action, details));
    }

    private static Map<String, String> details(AccessRequest request) {
        Map<String, String> details = new TreeMap<>();
        details.put("until", request.until().toString());
        request.columns().ifPresent(columns -> details.put("columns", words(columns)));
        request.renews().ifPresent(old -> details.put("renews", old.toString()));
        request.reason().ifPresent(reason -> details.put("reason", reason));
        return details;
    }

    private static Map<String, String> details(Grant grant, Optional<String> reason) {
        Map<String, String> details = new TreeMap<>();
        details.put("until", grant.until().toString());
        grant.columns().ifPresent(columns -> details.put("columns", words(columns)));
        if (!grant.rowFilters().isEmpty()) {
            details.put("rowFilters", String.join(" && ", grant.rowFilters()));
        }
        if (!grant.masks().isEmpty()) {
            details.put("masks", Json.text(MaskJson.of(grant.masks())));
        }
        reason.ifPresent(text -> details.put("reason", text));
        return details;
    }

    private static String words(Set<String> columns) {
        return String.join(", ", columns.stream().sorted().toList());
    }
}
