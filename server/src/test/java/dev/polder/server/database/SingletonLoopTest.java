package dev.polder.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

class SingletonLoopTest {
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicInteger elsewhere = new AtomicInteger();

    @Test
    void whoeverFailedToTakeTheLockDoesNotBelieveToHoldIt() {
        DatabaseConfig config = TestDatabase.config();
        try (Database database = Database.open(config);
                Handle holder = database.open()) {
            assertThat(Lock.RECONCILE.tryHold(holder)).isTrue();
            String name = holder.createQuery("select current_database()")
                    .mapTo(String.class)
                    .one();
            // Stands before PostgreSQL's own and fails, but for the first times only.
            holder.execute("create sequence public.asked");
            holder.execute("""
                    create function public.pg_try_advisory_lock(int, int) returns boolean language plpgsql as $$
                    begin
                        if nextval('public.asked') <= 2 then
                            raise exception 'not now';
                        end if;
                        return pg_catalog.pg_try_advisory_lock($1, $2);
                    end
                    $$
                    """);
            holder.execute("alter database " + name + " set search_path = public, pg_catalog");
            try (Database shadowed = Database.open(config);
                    SingletonLoop loop = new SingletonLoop(
                            shadowed,
                            Lock.RECONCILE,
                            passes::incrementAndGet,
                            elsewhere::incrementAndGet,
                            Duration.ofMillis(10))) {
                loop.start();

                await().atMost(Duration.ofSeconds(20)).until(() -> elsewhere.get() > 0);

                assertThat(passes).hasValue(0);
                Lock.RECONCILE.release(holder);
                await().atMost(Duration.ofSeconds(20)).until(() -> passes.get() > 0);
            }
        }
    }
}
