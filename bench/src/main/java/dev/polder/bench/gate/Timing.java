package dev.polder.bench.gate;

import dev.polder.bench.Samples;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One method of {@link GateBenchmark}, run once per round in a JVM of its own. */
final class Timing {
    private static final int ITERATIONS = 4;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final String method;
    private final Optional<Workload> workload;
    private final Samples nanoseconds = new Samples();
    private final Samples bytes = new Samples();

    Timing(String method) {
        this(method, Optional.empty());
    }

    Timing(String method, Workload workload) {
        this(method, Optional.of(workload));
    }

    private Timing(String method, Optional<Workload> workload) {
        this.method = method;
        this.workload = workload;
    }

    String name() {
        return method
                + workload.map(kind ->
                                ", " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .orElse("");
    }

    /** Of one call, per round. */
    Samples nanoseconds() {
        return nanoseconds;
    }

    /** Allocated in one call, per round. */
    Samples bytes() {
        return bytes;
    }

    void run(boolean quick) throws RunnerException {
        // Other people's lock file, or that of a run that was killed, says nothing here.
        System.setProperty("jmh.ignoreLock", "true");
        boolean first = method.equals("compileFirst");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + GateBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$")
                // To show that it works, one JVM more is enough.
                .forks(quick && !workload.equals(Optional.of(Workload.ORDERS)) ? 0 : 1)
                .threads(1)
                .warmupIterations(first ? 0 : quick ? 1 : ITERATIONS)
                .warmupTime(quick ? TimeValue.milliseconds(50) : TimeValue.seconds(1))
                .measurementIterations(first || quick ? 1 : ITERATIONS)
                .measurementTime(quick ? TimeValue.milliseconds(50) : TimeValue.seconds(1))
                .jvmArgsAppend("-Xms512m", "-Xmx512m", "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        workload.ifPresent(kind -> options.param("workload", kind.name()));
        RunResult result = new Runner(options.build()).runSingle();
        nanoseconds.add(nanoseconds(result.getPrimaryResult()));
        result.getSecondaryResults().forEach((label, secondary) -> {
            if (label.endsWith(ALLOCATED)) {
                bytes.add(secondary.getScore());
            }
        });
    }

    private static double nanoseconds(Result<?> result) {
        // A single shot is given in the unit of its own.
        String unit = result.getScoreUnit().replace("/op", "");
        return result.getScore()
                * switch (unit) {
                    case "ns" -> 1;
                    case "us" -> 1e3;
                    case "ms" -> 1e6;
                    default -> throw new IllegalStateException(unit);
                };
    }
}
