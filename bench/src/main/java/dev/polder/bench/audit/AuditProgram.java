package dev.polder.bench.audit;

import dev.polder.bench.ServerRounds;
import dev.polder.core.audit.AuditEvent;
import dev.polder.core.audit.AuditEvent.Outcome;
import dev.polder.core.audit.ChainHead;
import dev.polder.server.audit.AuditConfig;
import dev.polder.server.audit.AuditLog;
import dev.polder.server.audit.AuditVerification;
import dev.polder.server.database.Database;
import dev.polder.server.database.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writes and verifies a log as the server does, on a PostgreSQL that does not lie about what is durable. */
final class AuditProgram {
    /** As many as answer requests. */
    private static final int THREADS = 200;

    private final Database database;
    private final AuditLog log;
    private final Duration time;

    private AuditProgram(Database database, AuditLog log, Duration time) {
        this.database = database;
        this.log = log;
        this.time = time;
    }

    /** @param arguments a directory, and whether it must be quick */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        boolean quick = Boolean.parseBoolean(arguments[1]);
        Path password = Files.writeString(directory.resolve("password"), "postgres\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setDataDirectory(directory.resolve("postgres"))
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("shared_buffers", "128MB")
                        .setServerConfig("max_wal_size", "1GB")
                        .start();
                Database database = Database.open(
                        new DatabaseConfig(postgres.getJdbcUrl("postgres", "postgres"), "postgres", password));
                AuditLog log = new AuditLog(database, AuditConfig.in(directory), Clock.systemUTC())) {
            AuditProgram program = new AuditProgram(database, log, Duration.ofSeconds(quick ? 1 : 15));
            program.write(Duration.ofSeconds(quick ? 1 : 5));
            latencies("fsync", program.commits());
            latencies("alone", program.write(1, program.time).get(0));
            program.writeTogether();
            program.verify(quick);
        }
    }

    private void write(Duration warmUp) throws Exception {
        write(THREADS, warmUp);
    }

    private void writeTogether() throws Exception {
        Instant start = Instant.now();
        List<long[]> waits = write(THREADS, time);
        double seconds = Duration.between(start, Instant.now()).toNanos() / 1e9;
        long[] all = waits.stream().flatMapToLong(Arrays::stream).toArray();
        ServerRounds.say("write", all.length / seconds);
        latencies("write", all);
    }

    /** How long each entry waited, in nanoseconds, by thread. */
    private List<long[]> write(int threads, Duration howLong) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long end = System.nanoTime() + howLong.toNanos();
        List<Future<long[]>> writing = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            String name = "principal-" + thread;
            writing.add(pool.submit(() -> {
                List<Long> waits = new ArrayList<>();
                for (long now = System.nanoTime(); now < end; ) {
                    log.record(event(name, waits.size()));
                    long then = System.nanoTime();
                    waits.add(then - now);
                    now = then;
                }
                return waits.stream().mapToLong(Long::longValue).toArray();
            }));
        }
        List<long[]> waits = new ArrayList<>();
        for (Future<long[]> written : writing) {
            waits.add(written.get());
        }
        pool.shutdown();
        return waits;
    }

    /** What the disk gives: a row of a few bytes, committed. */
    private long[] commits() {
        database.useHandle(handle -> handle.execute("create table bench_commit (n bigint)"));
        List<Long> waits = new ArrayList<>();
        database.useHandle(handle -> {
            long end = System.nanoTime() + time.toNanos() / 3;
            for (long now = System.nanoTime(); now < end; ) {
                handle.execute("insert into bench_commit values (1)");
                long then = System.nanoTime();
                waits.add(then - now);
                now = then;
            }
        });
        return waits.stream().mapToLong(Long::longValue).toArray();
    }

    private void verify(boolean quick) {
        // Once to warm up.
        verify(ChainHead.START);
        long start = System.nanoTime();
        long verified = 0;
        do {
            verified += verify(ChainHead.START);
        } while (!quick && System.nanoTime() - start < time.toNanos());
        ServerRounds.say("verify", verified / ((System.nanoTime() - start) / 1e9));
    }

    private long verify(ChainHead from) {
        long verified = 0;
        ChainHead head = from;
        while (true) {
            AuditVerification found = log.verify(head);
            found.broken().ifPresent(broken -> {
                throw new IllegalStateException(broken.text());
            });
            verified += found.verified();
            head = found.head();
            if (found.done()) {
                return verified;
            }
        }
    }

    private static AuditEvent event(String principal, int number) {
        return new AuditEvent(
                Instant.now(),
                principal,
                "query",
                Optional.of("sales.orders.order-lines.v1"),
                Outcome.ALLOWED,
                Map.of(
                        "purpose",
                        "marketing",
                        "rows",
                        Integer.toString(number),
                        "snapshot",
                        "5924601283129873124",
                        "reason",
                        "grant 7f3a2c1d-0d7f-4c0e-9f59-3a1f8f6a2b44"));
    }

    private static void latencies(String name, long[] nanos) {
        Arrays.sort(nanos);
        ServerRounds.say(name + ".p50", nanos[nanos.length / 2] / 1e6);
        ServerRounds.say(name + ".p99", nanos[(int) (nanos.length * 0.99)] / 1e6);
    }
}
