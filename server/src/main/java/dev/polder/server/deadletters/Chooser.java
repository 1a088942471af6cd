package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Finds the letters that a selection means. */
final class Chooser {
    private final PostgresLetterView view;
    private final LetterTopics topics;

    Chooser(PostgresLetterView view, LetterTopics topics) {
        this.view = view;
        this.topics = topics;
    }

    /** A letter that was asked for by its id and is not open. */
    record NotOpen(String id, String state) {}

    /** Open letters of one partition, in order. */
    record Part(LetterSource source, List<Long> offsets) {}

    /**
     * What was found.
     *
     * @param truncated letters that fit but cannot be replayed
     * @param next the last letter, where there are more after it
     */
    record Chosen(List<Part> parts, List<NotOpen> notOpen, long truncated, Optional<LetterId> next) {}

    /**
     * Finds the next letters.
     *
     * @param sources the partitions of the port's topic
     * @param states which are open
     */
    Chosen choose(PortId port, List<LetterSource> sources, Selection selection, List<LetterState> states) {
        return selection.ids().isEmpty()
                ? byReason(port, sources, selection, states)
                : byId(sources, selection.ids(), states);
    }

    private Chosen byReason(PortId port, List<LetterSource> sources, Selection selection, List<LetterState> states) {
        Set<Integer> groups = view.groups(port).stream()
                .filter(selection::fits)
                .map(LetterGroup::number)
                .collect(Collectors.toSet());
        if (groups.isEmpty() && selection.group().isPresent()) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    "There is no group " + selection.group().get() + " of dead letters of " + port,
                    "See what there is: polder deadletters list " + port);
        }
        List<Part> parts = new ArrayList<>();
        long truncated = 0;
        int left = selection.limit();
        List<LetterSource> ordered = sources.stream()
                .sorted(Comparator.comparingInt(LetterSource::partition))
                .toList();
        for (LetterSource source : ordered) {
            long from = from(port, source, selection);
            if (groups.isEmpty() || from == Long.MAX_VALUE) {
                continue;
            }
            PostgresLetterView.Selected selected = view.select(source, groups, states, from, left);
            truncated += selected.truncated();
            left -= selected.open().size();
            if (!selected.open().isEmpty()) {
                parts.add(new Part(source, selected.open()));
            }
            if (selected.more()) {
                return new Chosen(parts, List.of(), truncated, last(parts).or(selection::after));
            }
        }
        return new Chosen(parts, List.of(), truncated, Optional.empty());
    }

    private long from(PortId port, LetterSource source, Selection selection) {
        long from = source.firstOffset();
        if (selection.since().isPresent()) {
            TopicPartition partition = new TopicPartition(port.deadLetterTopic(), source.partition());
            from = Math.max(from, topics.at(partition, selection.since().get()));
        }
        if (selection.after().isEmpty()) {
            return from;
        }
        LetterId after = selection.after().get();
        if (after.partition() > source.partition() || !isOf(after, source) && after.partition() == source.partition()) {
            // Of an incarnation that is gone nothing is left to come.
            return Long.MAX_VALUE;
        }
        return after.partition() == source.partition() ? Math.max(from, after.offset() + 1) : from;
    }

    private Chosen byId(List<LetterSource> sources, List<LetterId> ids, List<LetterState> states) {
        List<Part> parts = new ArrayList<>();
        List<NotOpen> notOpen = new ArrayList<>();
        long truncated = 0;
        for (LetterId id : ids) {
            Optional<LetterSource> source =
                    sources.stream().filter(candidate -> isOf(id, candidate)).findFirst();
            Optional<LetterState> state =
                    source.flatMap(of -> view.find(of, id.offset())).map(PostgresLetterView.Found::state);
            if (state.filter(states::contains).isEmpty()) {
                truncated += state.filter(LetterState.TRUNCATED::equals).isPresent() ? 1 : 0;
                notOpen.add(new NotOpen(
                        id.toString(), state.map(LetterState::toString).orElse("unknown")));
            } else if (!parts.isEmpty() && parts.get(parts.size() - 1).source().equals(source.get())) {
                parts.get(parts.size() - 1).offsets().add(id.offset());
            } else {
                parts.add(new Part(source.get(), new ArrayList<>(List.of(id.offset()))));
            }
        }
        return new Chosen(parts, notOpen, truncated, Optional.empty());
    }

    static boolean isOf(LetterId id, LetterSource source) {
        return id.partition() == source.partition() && id.incarnation().equals(LetterId.incarnation(source.topicId()));
    }

    private static Optional<LetterId> last(List<Part> parts) {
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Part last = parts.get(parts.size() - 1);
        return Optional.of(LetterId.of(
                last.source().topicId(),
                last.source().partition(),
                last.offsets().get(last.offsets().size() - 1)));
    }
}
