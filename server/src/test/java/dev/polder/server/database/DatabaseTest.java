package dev.polder.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    @Test
    void openingTwiceChangesNothing() {
        DatabaseConfig config = TestDatabase.config();
        try (Database first = Database.open(config);
                Database second = Database.open(config)) {
            assertThat(first.isReady()).isTrue();
            assertThat(number(second, "select count(*) from mesh_state")).isEqualTo(1);
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNamed() {
        DatabaseConfig there = TestDatabase.config();
        DatabaseConfig wrong = new DatabaseConfig(
                there.url().replaceFirst("/test_\\d+", "/nothing"), there.user(), there.passwordFile());

        assertThatThrownBy(() -> Database.open(wrong))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                .hasMessageContaining("/nothing");
    }

    @Test
    void aFailedTransactionLeavesNothing() {
        try (Database database = TestDatabase.create()) {
            assertThatThrownBy(() -> database.useTransaction(handle -> {
                        handle.execute("update mesh_state set generation = 7");
                        throw new IllegalStateException("now");
                    }))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(number(database, "select generation from mesh_state")).isZero();
        }
    }

    @Test
    void aLockIsHeldByOneSessionUntilItCloses() {
        try (Database database = TestDatabase.create();
                Handle second = database.open()) {
            try (Handle first = database.open()) {
                assertThat(Lock.RECONCILE.tryHold(first)).isTrue();
                assertThat(Lock.RECONCILE.tryHold(second)).isFalse();
                assertThat(Lock.MESH.tryHold(second)).isTrue();
                Lock.RECONCILE.release(first);
            }
            assertThat(Lock.RECONCILE.tryHold(second)).isTrue();
        }
    }

    @Test
    void aDurableTransactionWaitsForTheDiskWhateverTheDefaultIs() {
        try (Database database = TestDatabase.create()) {
            assertThat(database.inTransaction(DatabaseTest::waitsFor)).isEqualTo("off");
            assertThat(database.inDurableTransaction(DatabaseTest::waitsFor)).isEqualTo("on");
            assertThat(database.inTransaction(DatabaseTest::waitsFor)).isEqualTo("off");
        }
    }

    private static String waitsFor(Handle handle) {
        return handle.createQuery("show synchronous_commit").mapTo(String.class).one();
    }

    private static long number(Database database, String sql) {
        return database.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
