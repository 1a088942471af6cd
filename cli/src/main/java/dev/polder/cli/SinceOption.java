package dev.polder.cli;

import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --since}. */
public final class SinceOption {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Times.Since.class,
            description = "Only what came since then: " + Times.BEHIND + ".")
    private Instant since;

    /** In ISO-8601; empty when it was not given. */
    public Optional<String> time() {
        return Optional.ofNullable(since).map(Instant::toString);
    }
}
