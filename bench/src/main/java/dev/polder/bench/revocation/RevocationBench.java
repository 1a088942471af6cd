package dev.polder.bench.revocation;

import dev.polder.bench.BenchOptions;
import dev.polder.bench.Figure;
import dev.polder.bench.Programs;
import dev.polder.bench.Progress;
import dev.polder.bench.Samples;
import dev.polder.bench.Scratch;
import dev.polder.bench.http.PolderServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code polder bench revocation}: a server with broker and database, a reader, and an admin who revokes. Measured is the time from the
 * answer to the revoke call until the reader is refused for the first time. A target holds for the longest.
 */
public final class RevocationBench {
    private static final int REVOCATIONS = 20;
    private static final double SECOND = 1_000;

    private RevocationBench() {}

    public static List<Figure> run(BenchOptions options, Progress progress) throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.create()) {
            progress.say("starting a server");
            try (PolderServer server = PolderServer.start(Programs.installed(), scratch.directory())) {
                server.apply(scratch.directory().resolve("mesh"));
                try (Ways ways = new Ways(server)) {
                    return measure(ways.all(), options, progress);
                }
            }
        }
    }

    private static List<Figure> measure(List<Way> ways, BenchOptions options, Progress progress)
            throws IOException, InterruptedException {
        int revocations = options.quick() ? 1 : REVOCATIONS;
        List<Samples> medians = new ArrayList<>();
        List<Samples> longest = new ArrayList<>();
        for (Way way : ways) {
            progress.say("warm-up: " + way.name());
            way.milliseconds();
            medians.add(new Samples());
            longest.add(new Samples());
        }
        for (int round = 1; round <= options.rounds(); round++) {
            for (int i = 0; i < ways.size(); i++) {
                Way way = ways.get(i);
                progress.say("round " + round + " of " + options.rounds() + ": " + way.name());
                Samples times = new Samples();
                double most = 0;
                for (int revocation = 0; revocation < revocations; revocation++) {
                    double time = way.milliseconds();
                    times.add(time);
                    most = Math.max(most, time);
                }
                medians.get(i).add(times.median());
                longest.get(i).add(most);
            }
        }
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            String name = "revocation." + ways.get(i).name();
            figures.add(Figure.of(name + ".p50", ways.get(i).what(), medians.get(i), "ms"));
            figures.add(Figure.of(name + ".longest", "of " + revocations, longest.get(i), "ms")
                    .valueAtMost(SECOND));
        }
        return figures;
    }

    /** Something that is given, used, revoked, and then refused. */
    interface Way {
        String name();

        /** What is revoked, and what is refused. */
        String what();

        /** From the revocation's answer to the first refusal, once. */
        double milliseconds() throws IOException, InterruptedException;
    }
}
