package dev.polder.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polder.core.pipeline.Pipeline;
import dev.polder.server.runs.Run.State;
import dev.polder.server.runs.Run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Pipeline.Schedule ON_INPUTS = new Pipeline.OnInputs();
    private static final Pipeline.Schedule EVERY_HOUR = new Pipeline.Every(Duration.ofHours(1));
    private static final Map<String, Long> INPUTS = Map.of("sales.orders.lines.v1", 1L);
    private static final Map<String, Long> NEWER = Map.of("sales.orders.lines.v1", 2L);
    private static final Instant LATER = START.plus(Duration.ofDays(1));

    @Test
    void theFirstRunWaitsForDataInAllInputs() {
        assertThat(Schedule.due(ON_INPUTS, Optional.empty(), "d", INPUTS, false, START))
                .isEmpty();
        assertThat(Schedule.due(ON_INPUTS, Optional.empty(), "d", INPUTS, true, START))
                .contains(Trigger.INPUTS);
    }

    @Test
    void anIntervalDoesNotWaitForData() {
        assertThat(Schedule.due(EVERY_HOUR, Optional.empty(), "d", Map.of(), false, START))
                .contains(Trigger.INTERVAL);
    }

    @Test
    void theSameInputsAreNotReadAgain() {
        assertThat(due(ON_INPUTS, run(State.SUCCEEDED, 1), "d", INPUTS, LATER)).isEmpty();
        assertThat(due(ON_INPUTS, run(State.SUCCEEDED, 1), "d", NEWER, START)).contains(Trigger.INPUTS);
    }

    @Test
    void aQualityFailureWaitsForOtherInputsOrAnotherDefinition() {
        assertThat(due(ON_INPUTS, run(State.QUALITY_FAILED, 1), "d", INPUTS, LATER))
                .isEmpty();
        assertThat(due(ON_INPUTS, run(State.QUALITY_FAILED, 1), "d", NEWER, START))
                .contains(Trigger.INPUTS);
        assertThat(due(ON_INPUTS, run(State.QUALITY_FAILED, 1), "other", INPUTS, START))
                .contains(Trigger.INPUTS);
    }

    @Test
    void anIntervalCountsFromTheStartOfTheLastRun() {
        Run last = run(State.SUCCEEDED, 1);

        assertThat(due(EVERY_HOUR, last, "d", NEWER, START.plus(Duration.ofMinutes(59))))
                .isEmpty();
        assertThat(due(EVERY_HOUR, last, "d", INPUTS, START.plus(Duration.ofMinutes(60))))
                .contains(Trigger.INTERVAL);
    }

    @Test
    void anotherDefinitionRunsAtOnce() {
        assertThat(due(ON_INPUTS, run(State.SUCCEEDED, 1), "other", INPUTS, START))
                .contains(Trigger.INPUTS);
        assertThat(due(EVERY_HOUR, run(State.SUCCEEDED, 1), "other", INPUTS, START))
                .contains(Trigger.INTERVAL);
        assertThat(due(ON_INPUTS, run(State.FAILED, 9), "other", INPUTS, START)).contains(Trigger.INPUTS);
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUED", "RUNNING"})
    void whatIsUnderWayIsNotDueWhateverChanged(State state) {
        assertThat(due(ON_INPUTS, run(state, 1), "other", NEWER, LATER)).isEmpty();
        assertThat(due(EVERY_HOUR, run(state, 1), "other", NEWER, LATER)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "LOST"})
    void aFailureIsTriedAgainAfterAPause(State state) {
        assertThat(due(ON_INPUTS, run(state, 2), "d", NEWER, START.plusSeconds(9)))
                .isEmpty();
        assertThat(due(ON_INPUTS, run(state, 2), "d", INPUTS, START.plusSeconds(10)))
                .contains(Trigger.RETRY);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 10", "3, 20", "6, 160", "7, 300", "1000000, 300"})
    void thePauseDoublesUpToFiveMinutes(int failures, long seconds) {
        assertThat(Schedule.wait(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    private static Optional<Trigger> due(
            Pipeline.Schedule schedule, Run last, String definition, Map<String, Long> inputs, Instant now) {
        return Schedule.due(schedule, Optional.of(last), definition, inputs, true, now);
    }

    private static Run run(State state, int attempt) {
        return new Run(
                UUID.randomUUID(),
                "sales.orders.sums",
                "sales.orders.sums.v1",
                Trigger.INPUTS,
                state,
                Optional.of("w"),
                INPUTS,
                "d",
                attempt,
                START,
                Optional.of(START),
                state.isOpen() ? Optional.empty() : Optional.of(START),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }
}
