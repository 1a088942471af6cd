package dev.polder.server.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.gate.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what the gate said about letters, by today's reason. */
final class Tally {
    private static final int MOST_SAMPLES = 10;
    private static final int MOST_REASONS = 100;

    /**
     * Letters that the gate refuses for the same reason.
     *
     * @param sample the id of the first of them
     */
    record Refusing(String code, String field, String rule, String message, long letters, String sample) {}

    /** What the gate said about one letter. */
    @JsonInclude
    record Sample(String id, boolean accepted, List<Refusal> refusals) {}

    private final Map<String, Refusing> reasons = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private long accepted;
    private long refused;
    private Optional<LetterId> last = Optional.empty();

    void accepted(Letter letter) {
        accepted++;
        last = Optional.of(letter.id());
        sample(letter, List.of());
    }

    void refused(Letter letter, List<Refusal> refusals) {
        refused++;
        last = Optional.of(letter.id());
        sample(letter, refusals);
        Refusal first = refusals.get(0);
        Reason reason = new Reason(first.code().name(), first.path(), first.rule(), "");
        String key = reasons.containsKey(reason.id()) || reasons.size() < MOST_REASONS
                ? reason.id()
                : reason.overflow().id();
        reasons.merge(
                key,
                new Refusing(
                        reason.code(),
                        reason.field(),
                        reason.rule(),
                        first.message(),
                        1,
                        letter.id().toString()),
                (known, one) -> new Refusing(
                        known.code(),
                        known.field(),
                        known.rule(),
                        known.message(),
                        known.letters() + 1,
                        known.sample()));
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    /** The last letter that was judged. */
    Optional<LetterId> last() {
        return last;
    }

    /** The most frequent first. */
    List<Refusing> reasons() {
        return reasons.values().stream()
                .sorted(Comparator.comparing(Refusing::letters).reversed())
                .toList();
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    private void sample(Letter letter, List<Refusal> refusals) {
        if (samples.size() < MOST_SAMPLES) {
            samples.add(new Sample(letter.id().toString(), refusals.isEmpty(), refusals));
        }
    }
}
