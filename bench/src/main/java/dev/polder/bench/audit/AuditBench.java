package dev.polder.bench.audit;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Figure;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.ServerRounds;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code polder bench audit}: every round is a program of the server's class path with a new PostgreSQL that forces its writes. */
public final class AuditBench {
    private AuditBench() {}

    public static List<Figure> run(BenchOptions options, Progress progress) throws IOException, InterruptedException {
        Map<String, Samples> samples = ServerRounds.run("audit", AuditProgram.class, options, progress);
        return List.of(
                Figure.of("audit.write", "200 threads, one entry at a time each", samples.get("write"), "entries/s")
                        .valueAtLeast(20_000, 50_000),
                Figure.of("audit.write.p50", "one of them waits", samples.get("write.p50"), "ms"),
                Figure.of("audit.write.p99", "", samples.get("write.p99"), "ms"),
                Figure.of("audit.alone.p50", "a single thread waits", samples.get("alone.p50"), "ms"),
                Figure.of("audit.alone.p99", "", samples.get("alone.p99"), "ms"),
                Figure.of(
                        "audit.fsync.p50",
                        "PostgreSQL commits one row, for comparison",
                        samples.get("fsync.p50"),
                        "ms"),
                Figure.of("audit.verify", "from PostgreSQL, hashes and checkpoints", samples.get("verify"), "entries/s")
                        .valueAtLeast(200_000, 500_000));
    }
}
