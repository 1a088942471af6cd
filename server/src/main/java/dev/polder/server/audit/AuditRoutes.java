package dev.polder.server.audit;

import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.server.database.Database;
import dev.polder.server.http.Access;
import dev.polder.server.http.Caller;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.http.Router;
import dev.polder.server.http.Routes;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Searching, verifying and handing out the audit. Everybody finds what they did themselves; the federation finds everything. */
final class AuditRoutes implements Routes {
    private final Database database;
    private final Checkpoints checkpoints;
    private final Function<ChainHead, AuditVerification> verification;
    private final AuditTrail trail;
    private final Clock clock;

    AuditRoutes(
            Database database,
            Checkpoints checkpoints,
            Function<ChainHead, AuditVerification> verification,
            AuditTrail trail,
            Clock clock) {
        this.database = database;
        this.checkpoints = checkpoints;
        this.verification = verification;
        this.trail = trail;
        this.clock = clock;
    }

    private record VerifyBody(Optional<Long> after, Optional<String> hash) {
        ChainHead head() {
            try {
                return after.isEmpty() && hash.isEmpty()
                        ? ChainHead.START
                        : new ChainHead(after.orElse(0L), hash.orElse(""));
            } catch (IllegalArgumentException e) {
                throw new PolderException(
                        Code.USAGE,
                        "after and hash are not the head of an earlier answer",
                        "Send both as they were answered, or none of them",
                        e);
            }
        }
    }

    @Override
    public void register(Router router) {
        router.get("/v1/audit", this::search, Access.CONSUMER);
        router.get("/v1/audit:export", this::export, Access.GOVERNANCE);
        router.get("/v1/audit/checkpoints", this::checkpoints, Access.GOVERNANCE);
        router.get("/v1/audit/key", this::key, Access.CONSUMER);
        router.post("/v1/audit:verify", this::verify, Access.GOVERNANCE);
    }

    private void search(Context context) {
        Principal caller = Caller.of(context);
        PageRequest page = PageRequest.of(context);
        AuditSearch search = AuditSearch.of(context, page);
        if (!seesEverything(caller)) {
            search = ownOnly(search, caller);
        } else {
            watched(caller, "audit.search", search.words());
        }
        AuditSearch allowed = search;
        List<AuditEntry> found =
                database.withHandle(handle -> PostgresAuditStore.search(handle, allowed, page.size() + 1));
        Json.write(context, Page.of(found, page, entry -> Long.toString(entry.sequence())));
    }

    private static boolean seesEverything(Principal caller) {
        return caller.isOfFederation();
    }

    private static AuditSearch ownOnly(AuditSearch search, Principal caller) {
        if (search.principal().filter(name -> !name.equals(caller.name())).isPresent()) {
            throw new PolderException(
                    Code.DENIED,
                    caller.name() + " may see only what " + caller.name() + " did",
                    "Leave the principal out, or ask a member of the federation");
        }
        return search.ofPrincipal(caller.name());
    }

    private void export(Context context) {
        long after = number(context, "after").orElse(0L);
        watched(Caller.of(context), "audit.export", Map.of("after", Long.toString(after)));
        context.contentType("application/x-ndjson");
        OutputStream out = context.outputStream();
        // One moment of the log, however long it takes.
        database.useTransaction(handle -> {
            PostgresAuditStore.read(handle, after, entry -> {
                try {
                    out.write(Json.bytes(entry));
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        });
    }

    private void checkpoints(Context context) {
        String lines = String.join("\n", checkpoints.lines());
        context.contentType("text/plain; charset=utf-8").result(lines.isEmpty() ? "" : lines + "\n");
    }

    private void key(Context context) {
        context.contentType("application/x-pem-file")
                .result(checkpoints.verifying().pem());
    }

    private void verify(Context context) {
        ChainHead after = Json.read(context, VerifyBody.class).head();
        Json.write(context, verification.apply(after));
    }

    /** Who looks at what others did is seen, too. */
    private void watched(Principal caller, String action, Map<String, String> details) {
        trail.record(
                new AuditEvent(clock.instant(), caller.name(), action, Optional.empty(), Outcome.ALLOWED, details));
    }

    private static Optional<Long> number(Context context, String name) {
        String given = context.queryParam(name);
        if (given == null) {
            return Optional.empty();
        }
        if (!given.matches("\\d{1,18}")) {
            throw new PolderException(Code.USAGE, name + " is '" + given + "'", "Give the number of an entry");
        }
        return Optional.of(Long.parseLong(given));
    }
}
