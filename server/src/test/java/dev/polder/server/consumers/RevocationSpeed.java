package dev.polder.server.consumers;

import static dev.polder.server.consumers.Mesh.PORT;

import dev.polder.core.access.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/** Measures how long a running consumer reads on after its grant was revoked. Runs when it is named only, and judges nothing. */
class RevocationSpeed {
    private static final int ROUNDS = 20;

    @Test
    void revocations() {
        try (Mesh mesh = new Mesh()) {
            Map<String, Object> client = mesh.client(mesh.person("ana"));
            print("revoked on this server", measure(mesh, client, mesh.decisions::changed));
            print("revoked on another server", measure(mesh, client, () -> {}));
        }
    }

    /** @param told how this server comes to know */
    private static List<Long> measure(Mesh mesh, Map<String, Object> client, Runnable told) {
        List<Long> millis = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Grant grant = mesh.grant("ana", Duration.ofDays(1));
            while (!Mesh.reads(client, PORT.topic())) {
                Thread.onSpinWait();
            }
            try (KafkaConsumer<byte[], byte[]> consumer = Mesh.consumer(client, PORT.topic())) {
                consumer.poll(Duration.ofSeconds(1));
                long start = System.nanoTime();
                mesh.revoke(grant);
                told.run();
                millis.add((Mesh.nanosOfRefusal(consumer) - start) / 1_000_000);
            }
        }
        millis.sort(Long::compare);
        return millis;
    }

    private static void print(String what, List<Long> millis) {
        System.out.printf(
                "%s → TopicAuthorizationException in a running consumer: p50 %d ms, longest of %d: %d ms%n",
                what, millis.get(ROUNDS / 2), ROUNDS, millis.get(ROUNDS - 1));
    }
}
