package dev.polder.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LandingPlanTest {
    private static final String TOPIC = "a.b.c.v1";

    @Test
    void takesEverythingFromTheBeginningWhenNothingIsCovered() {
        LandingPlan plan = plan(Covered.NOTHING, Map.of(0, new OffsetRange(5, 9), 1, new OffsetRange(0, 0)), 100);

        assertThat(plan.ranges()).isEqualTo(Map.of(0, new OffsetRange(5, 9)));
        assertThat(plan.after().offsets()).isEqualTo(Map.of(0, 9L, 1, 0L));
        assertThat(plan.complete()).isTrue();
    }

    @Test
    void takesNothingWhenAllIsCovered() {
        LandingPlan plan = plan(covered("id", Map.of(0, 9L)), Map.of(0, new OffsetRange(5, 9)), 100);

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.complete()).isTrue();
    }

    @Test
    void sharesTheLimitAmongPartitionsAndStarvesNone() {
        LandingPlan plan = plan(
                Covered.NOTHING,
                Map.of(0, new OffsetRange(0, 1_000_000), 1, new OffsetRange(0, 1), 2, new OffsetRange(0, 1_000_000)),
                1000);

        assertThat(plan.length()).isBetween(999L, 1001L);
        assertThat(plan.ranges().get(1)).isEqualTo(new OffsetRange(0, 1));
        assertThat(plan.complete()).isFalse();
    }

    @Test
    void beginsAnewWhenTheTopicHasAnotherId() {
        LandingPlan plan = plan(covered("old", Map.of(0, 2L, 3, 7L)), Map.of(0, new OffsetRange(0, 5)), 100);

        assertThat(plan.recreated()).isTrue();
        assertThat(plan.ranges()).isEqualTo(Map.of(0, new OffsetRange(0, 5)));
        assertThat(plan.after()).isEqualTo(covered("id", Map.of(0, 5L)));
    }

    @Test
    void refusesATopicThatLostWhatIsNext() {
        assertLost(Map.of(0, 9L), Map.of(0, new OffsetRange(0, 8)));
        assertLost(Map.of(0, 3L), Map.of(0, new OffsetRange(4, 8)));
        assertLost(Map.of(0, 3L, 1, 0L), Map.of(0, new OffsetRange(0, 8)));
    }

    @Test
    void goesOnWhereAPersonSaysWhenRecordsAreGone() {
        TopicState state = new TopicState("id", new TreeMap<>(Map.of(0, new OffsetRange(4, 8))));

        LandingPlan plan = LandingPlan.of(TOPIC, state, covered("id", Map.of(0, 3L)), Map.of(0, 5L), 100);

        assertThat(plan.ranges()).isEqualTo(Map.of(0, new OffsetRange(5, 8)));
    }

    @Test
    void heedsThatOnlyWhereItMust() {
        TopicState state = new TopicState("id", new TreeMap<>(Map.of(0, new OffsetRange(0, 8))));

        LandingPlan plan = LandingPlan.of(TOPIC, state, covered("id", Map.of(0, 3L)), Map.of(0, 5L), 100);

        assertThat(plan.ranges()).isEqualTo(Map.of(0, new OffsetRange(3, 8)));
        assertThatThrownBy(() -> LandingPlan.of(TOPIC, state, covered("id", Map.of(0, 9L)), Map.of(0, 90L), 100))
                .isInstanceOf(PolderException.class);
    }

    @Test
    void readsTheOffsetsThatItWrites() {
        Covered covered = covered("id", Map.of(0, 3L, 11, Long.MAX_VALUE));

        assertThat(Covered.from(Map.of(Covered.OFFSETS, covered.offsetsJson(TOPIC), Covered.TOPIC_ID, "id"), TOPIC))
                .isEqualTo(covered);
        assertThatThrownBy(() -> Covered.parse("nonsense", TOPIC)).isInstanceOf(PolderException.class);
    }

    private static void assertLost(Map<Integer, Long> covered, Map<Integer, OffsetRange> held) {
        assertThatThrownBy(() -> plan(covered("id", covered), held, 100))
                .isInstanceOfSatisfying(
                        PolderException.class, e -> assertThat(e.code()).isEqualTo(Code.OFFSETS_LOST));
    }

    private static Covered covered(String id, Map<Integer, Long> offsets) {
        return new Covered(Optional.of(id), new TreeMap<>(offsets));
    }

    private static LandingPlan plan(Covered covered, Map<Integer, OffsetRange> held, long max) {
        return LandingPlan.of(TOPIC, new TopicState("id", new TreeMap<>(held)), covered, Map.of(), max);
    }
}
