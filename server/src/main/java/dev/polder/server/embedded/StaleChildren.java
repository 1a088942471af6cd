package dev.polder.server.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the children that a killed server left behind. Only with the lock of the data directory held: then no other server can be
 * their parent.
 */
final class StaleChildren {
    private static final Logger LOG = LoggerFactory.getLogger(StaleChildren.class);

    /** The kernel's clock and ours may differ by this much between two readings. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private StaleChildren() {}

    /** @return the names of those that were found and ended */
    static List<String> end(ChildrenFile file, Path dataDirectory) throws IOException, InterruptedException {
        List<ChildrenFile.Recorded> running = file.read().stream()
                .filter(child -> find(child, dataDirectory).isPresent())
                .toList();
        for (ChildrenFile.Recorded child : running) {
            Optional<ProcessHandle> process = find(child, dataDirectory);
            if (process.isPresent()) {
                LOG.warn("Ending a part left behind by an earlier server name={} pid={}", child.name(), child.pid());
                Child.StopSignal signal = child.name().equals(PostgresDatabase.NAME)
                        ? Child.StopSignal.INTERRUPT
                        : Child.StopSignal.TERMINATE;
                Signals.end(process.get(), signal, Duration.ofSeconds(10));
            }
        }
        return running.stream().map(ChildrenFile.Recorded::name).toList();
    }

    /** The process, if it still runs and is really the one recorded: process ids are used again. */
    private static Optional<ProcessHandle> find(ChildrenFile.Recorded child, Path dataDirectory) {
        return ProcessHandle.of(child.pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt(process, child.started()))
                .filter(process -> process.info()
                        .commandLine()
                        .map(line -> line.contains(dataDirectory.toString()))
                        .orElse(true));
    }

    private static boolean startedAt(ProcessHandle process, Instant expected) {
        return process.info()
                .startInstant()
                .map(started -> Duration.between(started, expected).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                .orElse(false);
    }
}
