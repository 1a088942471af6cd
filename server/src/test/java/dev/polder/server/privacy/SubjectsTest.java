package dev.polder.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.polder.core.name.DomainName;
import dev.polder.server.config.PrivacyConfig;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.privacy.DomainKeys.Purpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of subjects while several servers of one mesh make, rewrap and destroy them. */
class SubjectsTest {
    private static final DomainName SALES = new DomainName("sales");
    private static final String KIND = "customer";

    @TempDir
    private Path data;

    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** A server that hears nothing of the others by itself. */
    private Privacy server() {
        return new Privacy(PrivacyConfig.in(data), database, Clock.systemUTC());
    }

    private static SubjectName name(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return SubjectName.copy(bytes, 0, bytes.length);
    }

    private static Subjects subjects(Privacy server) {
        return server.subjects(SALES, KIND);
    }

    /** The ids of the domain's keys that wrap something. */
    private List<Integer> wrapping() {
        return database.withHandle(handle -> handle.createQuery(
                        "select distinct substring(wrapped from 1 for 5) from privacy_subject_key where wrapped is not null")
                .mapTo(byte[].class)
                .map(prefix -> ByteBuffer.wrap(prefix).getInt(1))
                .list());
    }

    private void assertAllOpen(List<SubjectKey> keys) {
        Subjects fresh = subjects(server());
        for (SubjectKey key : keys) {
            assertThat(fresh.find(key.id()).orElseThrow().secret()).isEqualTo(key.secret());
        }
    }

    @Test
    void aServerThatHasNotHeardOfARotationWrapsWithTheNewestKeyAllTheSame() {
        Privacy first = server();
        Privacy second = server();
        SubjectKey before = subjects(second).of(name("ana"));
        new Rotation(first, database).rewrap(SALES);

        SubjectKey after = subjects(second).of(name("ben"));

        assertThat(wrapping()).isEqualTo(first.ring().of(SALES).ids(Purpose.SUBJECT));
        assertAllOpen(List.of(before, after));
    }

    @Test
    void keysThatAreMadeWhileTwoServersRewrapAreAllThereAfterwards() {
        Privacy first = server();
        Privacy second = server();
        Privacy third = server();
        subjects(third)
                .prepare(IntStream.range(0, 2500).mapToObj(i -> name("c" + i)).toList());
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<List<SubjectKey>> making = CompletableFuture.supplyAsync(() -> {
            List<SubjectKey> made = new ArrayList<>();
            for (int i = 0; !done.get(); i++) {
                made.add(subjects(third).of(name("new" + i)));
            }
            return made;
        });

        CompletableFuture<?> here = CompletableFuture.runAsync(() -> rewrap(first));
        rewrap(second);
        here.join();
        done.set(true);

        assertAllOpen(making.join());
        assertAllOpen(subjects(server())
                .prepare(IntStream.range(0, 2500).mapToObj(i -> name("c" + i)).toList()));
        rewrap(first);
        assertThat(first.ring().of(SALES).ids(Purpose.SUBJECT)).hasSize(1).isEqualTo(wrapping());
    }

    private void rewrap(Privacy server) {
        for (int i = 0; i < 3; i++) {
            new Rotation(server, database).rewrap(SALES);
        }
    }

    @Test
    void aKeyThatStillWrapsSomethingIsNotDropped() {
        Privacy server = server();
        subjects(server).of(name("ana"));
        List<Integer> before = server.ring().of(SALES).ids(Purpose.SUBJECT);
        server.ring().rotate(SALES);
        server.ring().rotate(SALES);

        server.ring().drop(SALES, Purpose.SUBJECT, (handle, id) -> !before.contains(id));

        assertThat(server.ring().of(SALES).ids(Purpose.SUBJECT)).hasSize(2).containsAll(before);
        assertThat(subjects(server()).find(subjects(server).of(name("ana")).id()))
                .isPresent();
    }

    @Test
    void whatAnOldKeyHasWrappedIsFoundByAnIndex() {
        String plan = database.inTransaction(handle -> {
            handle.execute("set local enable_seqscan = off");
            return String.join(
                    "\n",
                    handle.createQuery("explain select id from privacy_subject_key where " + Rotation.WRAPPED_WITH
                                    + " and id > :from order by " + Rotation.IN_ORDER + " limit 1000")
                            .bind("domain", SALES.toString())
                            .bind("prefix", Rotation.prefix(1))
                            .bind("from", 0L)
                            .mapTo(String.class)
                            .list());
        });

        assertThat(plan)
                .contains("Index Scan using privacy_subject_key_wrapping")
                .doesNotContain("Sort");
    }

    @Test
    void lookingAfreshReadsTheKeysOfTheDomainInQuestionOnly() throws IOException {
        Privacy server = server();
        SubjectKey ana = subjects(server).of(name("ana"));
        server.ring().of(new DomainName("other"));
        Files.delete(data.resolve("secrets/keys/other.json"));

        Privacy afresh = server.afresh();

        assertThat(subjects(afresh).find(ana.id()).orElseThrow().secret()).isEqualTo(ana.secret());
    }

    @Test
    void aKeyThatWasReadBeforeSomebodyWasForgottenIsNotKeptAfterwards() {
        Privacy server = server();
        subjects(server()).of(name("ana"));
        Subjects subjects = subjects(server);
        server.ring().of(SALES);
        CompletableFuture<SubjectKey> reading;
        try (Handle other = database.open()) {
            other.begin();
            other.execute("lock table privacy_subject_key in access exclusive mode");
            reading = CompletableFuture.supplyAsync(() -> subjects.of(name("ana")));
            await().until(() -> waiting(other) == 1);
            server.forgotten();
            other.rollback();
        }

        assertThat(reading.join().isGone()).isFalse();
        assertThat(subjects.known(name("ana"))).isNull();
        assertThat(subjects.of(name("ana"))).isNotNull();
    }

    @Test
    void anErasureIsNoticedAlthoughAllConnectionsOfTheServerAreTaken() {
        List<Handle> taken = new ArrayList<>();
        AtomicInteger noticed = new AtomicInteger();
        try (ErasureWatch watch = new ErasureWatch(database, noticed::incrementAndGet);
                Handle own = database.openDurable(Duration.ofSeconds(10))) {
            IntStream.range(0, 12).forEach(i -> taken.add(database.open()));
            watch.start();
            await().until(() -> noticed.get() == 1);

            own.execute("insert into privacy_erasure (key_id, at) values (1, now())");

            await().atMost(Duration.ofSeconds(5)).until(() -> noticed.get() == 2);
        } finally {
            taken.forEach(Handle::close);
        }
    }

    @Test
    void whereItCannotBeFoundOutSoonWhetherSomebodyWasForgottenItIsTakenForTrue() {
        AtomicInteger noticed = new AtomicInteger();
        try (ErasureWatch watch = new ErasureWatch(database, noticed::incrementAndGet);
                Handle other = database.open()) {
            watch.start();
            await().until(() -> noticed.get() == 1);

            other.begin();
            other.execute("lock table privacy_erasure in access exclusive mode");
            await().atMost(Duration.ofSeconds(8)).until(() -> noticed.get() > 1);
            other.rollback();
        }
    }

    private static long waiting(Handle handle) {
        return handle.createQuery("""
                        select count(*) from pg_locks where not granted
                            and database = (select oid from pg_database where datname = current_database())
                        """).mapTo(Long.class).one();
    }

    @Test
    void whoseRowAValueIsInIsKnownWithoutAskingTheDatabaseForEachSubject() {
        Privacy server = server();
        List<SubjectKey> keys = subjects(server()).prepare(List.of(name("ana"), name("ben")));
        Subjects subjects = subjects(server);
        subjects.fetch(keys.stream().map(SubjectKey::id).toList());
        database.close();

        SubjectKey ana = subjects.find(keys.get(0).id()).orElseThrow();
        assertThat(subjects.isOf(ana, name("ana"))).isTrue();
        assertThat(subjects.isOf(ana, name("ben"))).isFalse();
        assertThat(subjects.isOf(ana, name("ana"))).isTrue();
        assertThat(subjects.isOf(subjects.find(keys.get(1).id()).orElseThrow(), name("ana")))
                .isFalse();
    }
}
