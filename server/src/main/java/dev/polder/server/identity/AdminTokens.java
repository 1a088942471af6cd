package dev.polder.server.identity;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.PolderException;
import dev.polder.server.http.Tokens;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the administrator's token on all servers of a database. Each has one of its own, in its data directory; a rotation on one of
 * them makes those of all worth nothing, and each server makes itself a new one when it sees that, or when it starts.
 */
final class AdminTokens {
    private static final Logger LOG = LoggerFactory.getLogger(AdminTokens.class);

    private final Tokens own;
    private final Changes changes;
    private volatile boolean renewing;

    AdminTokens(Tokens own, Changes changes) {
        this.own = own;
        this.changes = changes;
    }

    /** To be called before anybody shows a token: those of a file that lay aside while others were renewed are worth nothing. */
    void begin() {
        PostgresIdentityStore store = changes.store();
        boolean retired = store.database().inTransaction(handle -> {
            store.addAdmin(handle, own.adminDigest(), changes.instant());
            return store.isRetiredAdmin(handle, own.adminDigest());
        });
        if (retired) {
            renew(own.adminDigest());
        }
    }

    /** To be called with all that is known, again and again. */
    void follow(Snapshot now) {
        byte[] digest = own.adminDigest();
        if (renewing || now.isRetiredAdmin(TokenDigest.of(digest))) {
            renew(digest);
        }
    }

    private void renew(byte[] retired) {
        PostgresIdentityStore store = changes.store();
        boolean again = renewing;
        // Until there is a new one: what could not be written now is tried again.
        renewing = true;
        try {
            boolean renewed = own.renewAdmin(
                    retired,
                    digest -> store.database()
                            .useTransaction(handle -> store.addAdmin(handle, digest, changes.instant())));
            if (renewed) {
                LOG.info("The administrator's token was rotated on another server; there is a new one here too");
            }
            renewing = false;
        } catch (PolderException e) {
            if (!again) {
                LOG.error(
                        "The administrator's token was rotated and cannot be renewed here yet problem={}",
                        e.getMessage());
            }
        }
    }

    /** Makes the tokens of all servers worth nothing, and a new one here. */
    void rotate(Principal by) {
        // Others know it before the file is there: whatever happens then, no old token lives on.
        own.rotateAdmin(digest -> changes.make(by, new Changes.What("token.rotate", "admin"), (handle, store) -> {
            store.retireAdmins(handle, changes.instant());
            store.addAdmin(handle, digest, changes.instant());
        }));
    }
}
