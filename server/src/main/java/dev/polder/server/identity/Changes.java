package dev.polder.server.identity;

import dev.polder.core.access.Grant.Grantee;
import dev.polder.core.access.Principal;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.AuditTrail;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jdbi.v3.core.Handle;

/** Changes of users, teams and tokens: one transaction each, in the audit, and known on this server when it is over. */
final class Changes {
    private final PostgresIdentityStore store;
    private final Directory directory;
    private final Departures departures;
    private final AuditTrail audit;
    private final Clock clock;

    Changes(PostgresIdentityStore store, Directory directory, Departures departures, AuditTrail audit, Clock clock) {
        this.store = store;
        this.directory = directory;
        this.departures = departures;
        this.audit = audit;
        this.clock = clock;
    }

    /** What the audit says of a change. */
    record What(String action, String target, Map<String, String> details) {
        What(String action, String target) {
            this(action, target, Map.of());
        }
    }

    PostgresIdentityStore store() {
        return store;
    }

    Snapshot now() {
        return directory.now();
    }

    Instant instant() {
        return clock.instant();
    }

    /** @param write what it throws changes nothing */
    Snapshot make(Principal by, What what, BiConsumer<Handle, PostgresIdentityStore> write) {
        return makeIf(by, what, (handle, kept) -> {
            write.accept(handle, kept);
            return true;
        });
    }

    /** A change by which somebody is there no more. */
    Snapshot remove(Principal by, What what, Grantee who, BiConsumer<Handle, PostgresIdentityStore> write) {
        return make(by, what, (handle, kept) -> {
            write.accept(handle, kept);
            departures.left(handle, who, by.name(), clock.instant());
        });
    }

    /** @param write whether it has changed what the audit is to keep */
    Snapshot makeIf(Principal by, What what, BiPredicate<Handle, PostgresIdentityStore> write) {
        store.database().useTransaction(handle -> {
            // First: changes are made one after the other.
            store.changed(handle);
            if (write.test(handle, store)) {
                audit.record(new AuditEvent(
                        clock.instant(),
                        by.name(),
                        what.action(),
                        Optional.of(what.target()),
                        Outcome.ALLOWED,
                        what.details()));
            }
        });
        return directory.look();
    }
}
