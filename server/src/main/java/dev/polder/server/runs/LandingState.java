package dev.polder.server.runs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a port's records are landed in its table.
 *
 * @param topicId the topic's incarnation that the offsets belong to
 * @param offsets partition → offset of the first record that is not landed
 * @param records how many were landed in all
 * @param published whether readers see all that is landed
 * @param checks of the last audited landing
 * @param error why the last landing failed; empty when it did not
 * @param landedAt when something was last landed
 */
public record LandingState(
        String port,
        String topicId,
        Map<Integer, Long> offsets,
        long records,
        Optional<Long> snapshotId,
        boolean published,
        List<CheckResult> checks,
        Optional<Failure> error,
        Optional<Instant> landedAt) {
    public LandingState {
        Objects.requireNonNull(port);
        Objects.requireNonNull(topicId);
        offsets = Map.copyOf(offsets);
        checks = List.copyOf(checks);
    }
}
