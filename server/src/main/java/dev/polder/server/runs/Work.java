package dev.polder.server.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a worker is told to do: the worker API's bodies. */
@JsonInclude
record Work(List<Landing> landings, Optional<RunOrder> run) {
    Work {
        landings = List.copyOf(landings);
    }

    /** A port whose topic is to be kept in its table. */
    record Landing(
            String port,
            String topic,
            String topicId,
            String topicFormat,
            List<String> namespace,
            String table,
            String readerSchema,
            Map<Integer, String> writerSchemas,
            boolean audited,
            List<RuleOrder> rules) {}

    /** A run that is the worker's from now on. */
    @JsonInclude
    record RunOrder(
            UUID id,
            String transform,
            String port,
            List<String> namespace,
            String table,
            String sql,
            List<InputOrder> inputs,
            List<RuleOrder> rules) {}

    /**
     * An input, pinned to a snapshot.
     *
     * @param columns the only ones that there are; all when it is left out
     * @param nulls columns of which nothing is shown
     */
    @JsonInclude
    record InputOrder(
            String name,
            List<String> namespace,
            String table,
            Optional<Long> snapshotId,
            Optional<List<String>> columns,
            List<String> nulls) {}

    /** A quality rule as Spark SQL: either an aggregate expression or a query. */
    @JsonInclude
    record RuleOrder(
            String name,
            Optional<String> column,
            Optional<String> aggregate,
            Optional<String> query,
            String operator,
            List<String> bounds,
            boolean blocks,
            String unit) {}

    /** Asks for work. */
    record Poll(String worker, boolean busy) {
        Poll {
            Workers.checked(worker);
        }
    }

    /** How a landing went. */
    record LandingReport(
            String worker,
            String port,
            Optional<String> topicId,
            long records,
            Optional<Long> snapshotId,
            Map<Integer, Long> offsets,
            boolean published,
            List<CheckResult> checks,
            Optional<Failure> error) {
        LandingReport {
            Workers.checked(worker);
            if (port == null) {
                throw Workers.invalid("A landing must say which port it is of");
            }
            topicId = topicId == null ? Optional.empty() : topicId;
            snapshotId = snapshotId == null ? Optional.empty() : snapshotId;
            offsets = offsets == null ? Map.of() : Map.copyOf(offsets);
            checks = checks == null ? List.of() : List.copyOf(checks);
            error = error == null ? Optional.empty() : error;
        }
    }

    /** How a run ended. */
    record RunReport(
            String worker,
            Run.State state,
            long rows,
            Optional<Long> snapshotId,
            List<CheckResult> checks,
            Optional<Failure> error) {
        RunReport {
            Workers.checked(worker);
            if (state == null || state.isOpen() || state == Run.State.LOST || state == Run.State.REFUSED) {
                throw Workers.invalid("A run ends as SUCCEEDED, QUALITY_FAILED or FAILED, not as " + state);
            }
            snapshotId = snapshotId == null ? Optional.empty() : snapshotId;
            checks = checks == null ? List.of() : List.copyOf(checks);
            error = error == null ? Optional.empty() : error;
        }
    }
}
