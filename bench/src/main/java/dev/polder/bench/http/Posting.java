package dev.polder.bench.http;

import dev.polder.bench.Cpu;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The load generator: several connections, each posting one body after the other.
 *
 * @param requests taken in turn
 * @param records in every body
 */
record Posting(int port, List<byte[]> requests, int records, int connections) {
    /**
     * What was done.
     *
     * @param records that the server has answered for
     * @param generatorNanos processor time of this process
     */
    record Posted(long records, double seconds, long generatorNanos, long serverNanos, long brokerNanos) {
        double rate() {
            return records / seconds;
        }
    }

    Posted run(ProcessHandle server, ProcessHandle broker, Duration duration)
            throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long generator = Cpu.own();
            long serverBefore = Cpu.of(server);
            long brokerBefore = Cpu.of(broker);
            long start = System.nanoTime();
            long end = start + duration.toNanos();
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i;
                running.add(threads.submit(() -> post(first, end)));
            }
            long accepted = 0;
            for (Future<Long> thread : running) {
                accepted += thread.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Posted(
                    accepted,
                    seconds,
                    Cpu.own() - generator,
                    Cpu.of(server) - serverBefore,
                    Cpu.of(broker) - brokerBefore);
        } finally {
            threads.shutdownNow();
        }
    }

    private long post(int first, long end) throws IOException, InterruptedException {
        long accepted = 0;
        try (Connection connection = new Connection(port)) {
            for (int next = first; System.nanoTime() < end; next++) {
                long count = connection.post(requests.get(next % requests.size()));
                if (count != records) {
                    throw new IllegalStateException("only " + count + " of " + records + " were accepted");
                }
                accepted += count;
            }
        }
        return accepted;
    }
}
