package dev.polder.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.ChainBreak;
import dev.polder.core.audit.ChainBreak.Kind;
import dev.polder.core.audit.ChainHead;
import dev.polder.core.audit.EntryContent;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who owns the database may do to a log of a million entries, and where it is found. */
class AuditTamperTest {
    private static final int ENTRIES = 1_000_000;
    private static final int BATCH = 10_000;

    @TempDir
    static Path directory;

    private static Database database;
    private static Checkpoints checkpoints;
    private static AuditVerifier verifier;

    @BeforeAll
    static void write() throws SQLException {
        database = TestDatabase.create();
        checkpoints = new Checkpoints(AuditConfig.in(directory), Clock.systemUTC());
        verifier = new AuditVerifier(checkpoints);
        // Nothing is searched here, and so they are quicker written.
        database.useHandle(handle -> List.of("principal", "action", "target")
                .forEach(column -> handle.execute("drop index audit_entry_by_" + column)));
        ChainHead head = ChainHead.START;
        for (int written = 0; written < ENTRIES; written += BATCH) {
            ChainHead before = head;
            List<EntryContent> batch = new ArrayList<>();
            for (int i = 1; i <= BATCH; i++) {
                batch.add(content("entry " + (written + i)));
            }
            head = database.inTransaction(handle -> {
                ChainHead after = PostgresAuditStore.append(handle, before, batch);
                checkpoints.sign(after, handle);
                return after;
            });
        }
    }

    @AfterAll
    static void stop() {
        checkpoints.close();
        database.close();
    }

    @Test
    void anUntouchedLogIsRightAndConfirmedToItsEnd() throws SQLException {
        AuditVerification found = database.inTransaction(handle -> verify(handle));

        assertThat(found.broken()).isEmpty();
        assertThat(found.doubts()).isEmpty();
        assertThat(found.verified()).isEqualTo(ENTRIES);
        assertThat(found.confirmed()).isEqualTo(ENTRIES);
    }

    @Test
    void aChangedCharacterIsFound() {
        assertFound(
                "update audit_entry set details = replace(details, 'entry 123456', 'entry 123457') where sequence = 123456",
                Kind.CHANGED,
                123_456);
    }

    @Test
    void aChangedMicrosecondIsFound() {
        assertFound(
                "update audit_entry set at = at + interval '1 microsecond' where sequence = 54321",
                Kind.CHANGED,
                54_321);
    }

    @Test
    void aTargetThatWasTakenAwayIsFound() {
        assertFound("update audit_entry set target = null where sequence = 2", Kind.CHANGED, 2);
    }

    @Test
    void aRemovedEntryIsFound() {
        assertFound("delete from audit_entry where sequence = 234567", Kind.REMOVED, 234_567);
    }

    @Test
    void aRemovedBeginningIsFound() {
        assertFound("delete from audit_entry where sequence <= 3", Kind.REMOVED, 1);
    }

    @Test
    void swappedEntriesAreFound() {
        assertFound("""
                update audit_entry set sequence = -1 where sequence = 345678;
                update audit_entry set sequence = 345678 where sequence = 345679;
                update audit_entry set sequence = 345679 where sequence = -1
                """, Kind.CHANGED, 345_678);
    }

    @Test
    void anInsertedEntryIsFound() {
        assertFound("""
                insert into audit_entry select 0, at, principal, action, target, outcome, details, hash
                    from audit_entry where sequence = 10
                """, Kind.OUT_OF_ORDER, 0);
    }

    @Test
    void anEntryPutInBetweenIsFoundEvenWithARightHash() throws SQLException {
        AuditVerification found = tampered(handle -> {
            handle.execute("delete from audit_entry where sequence = 30101");
            handle.execute("update audit_entry set sequence = -sequence where sequence between 30001 and 30100");
            handle.execute("update audit_entry set sequence = -sequence + 1 where sequence < 0");
            PostgresAuditStore.append(
                    handle, PostgresAuditStore.at(handle, 30_000).orElseThrow(), List.of(content("put in")));
        });

        assertBreak(found, Kind.CHANGED, 30_002);
    }

    @Test
    void aCutOffEndIsFoundByTheCheckpointFile() throws SQLException {
        AuditVerification found = tampered(handle -> {
            handle.execute("delete from audit_entry where sequence > 999990");
            handle.execute("delete from audit_checkpoint where sequence > 999990");
        });

        assertBreak(found, Kind.TRUNCATED, 999_991);
    }

    @Test
    void anOldCopyThatWasRestoredAndGoesOnIsFoundByTheCheckpointFile() throws SQLException {
        AuditVerification found = tampered(handle -> {
            handle.execute("delete from audit_entry where sequence > 985000");
            handle.execute("delete from audit_checkpoint where sequence > 985000");
            ChainHead head = PostgresAuditStore.head(handle);
            List<EntryContent> later = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                later.add(content("later"));
            }
            PostgresAuditStore.append(handle, head, later);
        });

        assertBreak(found, Kind.REPLACED, 980_001);
        assertThat(found.broken().orElseThrow().text()).contains("the entries 980001 to 990000");
    }

    @Test
    void aSuffixThatWasHashedAnewWithoutTheKeyIsFound() throws SQLException {
        AuditVerification found = tampered(handle -> {
            // As far as anybody would look.
            handle.execute("delete from audit_entry where sequence between 154322 and 170000");
            handle.execute("delete from audit_checkpoint where sequence > 154322");
            List<EntryContent> anew = new ArrayList<>();
            for (int i = 154_322; i <= 170_000; i++) {
                anew.add(content(i == 154_322 ? "something else" : "entry " + i));
            }
            PostgresAuditStore.append(
                    handle, PostgresAuditStore.at(handle, 154_321).orElseThrow(), anew);
        });

        assertBreak(found, Kind.REPLACED, 150_001);
    }

    @Test
    void theDatabaseRefusesChangesUnlessItsTriggersAreSwitchedOff() {
        for (String statement : List.of(
                "update audit_entry set principal = 'bo' where sequence = 5",
                "delete from audit_entry where sequence = 5",
                "truncate audit_entry",
                "update audit_checkpoint set line = ''",
                "delete from audit_checkpoint",
                "truncate audit_checkpoint")) {
            assertThatThrownBy(() -> database.useHandle(handle -> handle.execute(statement)))
                    .as(statement)
                    .hasMessageContaining("the audit is only ever appended to");
        }
    }

    private interface Tampering {
        void on(Handle handle) throws SQLException;
    }

    private static void assertFound(String sql, Kind kind, long sequence) {
        try {
            assertBreak(tampered(handle -> handle.createScript(sql).execute()), kind, sequence);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertBreak(AuditVerification found, Kind kind, long sequence) {
        ChainBreak broken = found.broken().orElseThrow();
        assertThat(broken.kind()).as(broken.text()).isEqualTo(kind);
        assertThat(broken.sequence()).as(broken.text()).isEqualTo(sequence);
        assertThat(found.head().sequence()).isLessThan(ENTRIES);
    }

    /** What is done as who owns the database, and undone. */
    private static AuditVerification tampered(Tampering tampering) throws SQLException {
        try (Handle handle = database.open()) {
            handle.begin();
            try {
                handle.execute("set local session_replication_role = replica");
                tampering.on(handle);
                return verify(handle);
            } finally {
                handle.rollback();
            }
        }
    }

    private static AuditVerification verify(Handle handle) throws SQLException {
        return verifier.verify(handle, ChainHead.START, ChainHead.START, ENTRIES + 1_000);
    }

    private static EntryContent content(String text) {
        return EntryContent.of(new AuditEvent(
                Instant.parse("2026-11-23T10:00:00Z"),
                "ana",
                "query",
                Optional.of("sales.orders.order-lines.v1"),
                Outcome.ALLOWED,
                Map.of("purpose", "marketing", "rows", "42", "text", text)));
    }
}
