package dev.polder.server.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code spark}: the process that lands topics and runs transforms. It is always a child of the server; its master says where
 * the work is done.
 *
 * @param master {@code local[*]}, {@code spark://…}, {@code k8s://…}, {@code yarn}; or {@code none}: a server that takes records and
 *     answers queries, but lands and transforms nothing
 * @param heapMegabytes the largest heap of the process; what {@code conf/process.jvm.options} says when absent
 * @param settings further Spark settings
 */
public record SparkConfig(String master, Optional<Integer> heapMegabytes, Map<String, String> settings) {
    public static final String LOCAL = "local[*]";
    private static final String NONE = "none";

    public SparkConfig {
        Objects.requireNonNull(master);
        Objects.requireNonNull(heapMegabytes);
        settings = Map.copyOf(settings);
    }

    /** Whether there is a process at all. */
    public boolean isNone() {
        return master.equals(NONE);
    }
}
