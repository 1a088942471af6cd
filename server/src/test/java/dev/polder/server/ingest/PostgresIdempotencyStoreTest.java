package dev.polder.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresIdempotencyStoreTest {
    private static final String PORT = "sales.orders.order_lines.v1";

    @Test
    void whatWasTakenBeforeSendersWereNotedIsFoundUnlessTheSenderHasTakenSomethingSince() {
        try (Database database = TestDatabase.create()) {
            IdempotencyStore store = new PostgresIdempotencyStore(database, Clock.systemUTC());
            store.keep(place("", "k1"), taken("before"));
            store.keep(place("", "k2"), taken("before"));
            store.keep(place("ana", "k2"), taken("since"));
            store.keep(place("ana", "k3"), taken("hers"));

            assertThat(store.find(place("ana", "k1"))).contains(taken("before"));
            assertThat(store.find(place("ana", "k2"))).contains(taken("since"));
            assertThat(store.find(place("bo", "k3"))).isEmpty();
        }
    }

    private static IdempotencyStore.Place place(String sender, String key) {
        return new IdempotencyStore.Place(PORT, sender, key);
    }

    private static IdempotencyStore.Taken taken(String digest) {
        return new IdempotencyStore.Taken(digest, new IngestAnswer(1, 0, List.of(), Optional.empty(), "dead"));
    }
}
