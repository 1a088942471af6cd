package dev.polder.server.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.document.Closest;
import dev.polder.core.name.PortAddress;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.Refusal;
import dev.polder.server.deadletters.LetterGroup.Counts;
import dev.polder.server.deadletters.PostgresLetterView.Bucket;
import dev.polder.server.http.Json;
import dev.polder.server.http.Page;
import dev.polder.server.http.PageRequest;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.privacy.PortSeals;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/** Shows dead letters. Thread-safe. */
final class LetterService {
    private final PortLookup ports;
    private final Function<PortId, Duration> retention;
    private final LetterFollower follower;
    private final LetterTopics topics;
    private final PostgresLetterIndex index;
    private final PostgresLetterView view;
    private final PortSeals seals;

    LetterService(
            PortLookup ports,
            Function<PortId, Duration> retention,
            LetterFollower follower,
            LetterTopics topics,
            PostgresLetterIndex index,
            PostgresLetterView view,
            PortSeals seals) {
        this.ports = ports;
        this.retention = retention;
        this.follower = follower;
        this.topics = topics;
        this.index = index;
        this.view = view;
        this.seals = seals;
    }

    /**
     * Which groups are asked for.
     *
     * @param bucket {@code hour} or {@code day}: counts over time are wanted
     */
    record Question(Optional<Instant> since, Optional<String> code, Optional<String> field, Optional<String> bucket) {}

    /**
     * The groups of a port.
     *
     * @param behind messages that are not in the index yet; empty when Kafka does not say
     */
    @JsonInclude
    record Listing(
            String port,
            String contractVersion,
            Duration retention,
            Optional<Long> behind,
            Counts total,
            List<GroupBody> items,
            Optional<String> nextPageToken) {}

    /** A group in an answer. */
    @JsonInclude
    record GroupBody(
            String id,
            String code,
            String field,
            String rule,
            String contractVersion,
            String message,
            String sample,
            Instant firstSeen,
            Instant lastSeen,
            long waiting,
            long replayed,
            long discarded,
            long truncated,
            long expired,
            List<Bucket> history) {
        static GroupBody of(LetterGroup group, List<Bucket> history) {
            Reason reason = group.reason();
            Counts counts = group.counts();
            return new GroupBody(
                    group.id(),
                    reason.code(),
                    reason.field(),
                    reason.rule(),
                    reason.contractVersion(),
                    group.message(),
                    group.sample(),
                    group.firstSeen(),
                    group.lastSeen(),
                    counts.waiting(),
                    counts.replayed(),
                    counts.discarded(),
                    counts.truncated(),
                    counts.expired(),
                    history);
        }
    }

    /** What the gate says of a letter today. */
    @JsonInclude
    record Today(boolean accepted, List<Refusal> refusals) {}

    /**
     * A letter with its content.
     *
     * @param at when it was refused
     * @param contractVersionNow the version that {@code today} is about
     * @param encoding of {@code value}: {@code utf-8} or {@code base64}
     */
    @JsonInclude
    record LetterBody(
            String id,
            String state,
            Instant at,
            String group,
            String contract,
            String contractVersion,
            String contractVersionNow,
            String source,
            long record,
            long length,
            boolean truncated,
            String format,
            Optional<String> columns,
            JsonNode refusals,
            String encoding,
            String value,
            Today today,
            Optional<PostgresLetterView.Settled> settled) {}

    /** A port that records are sent to. */
    PortLookup.Provisioned target(PortAddress address, OptionalInt major) {
        PortLookup.Target target = ports.find(address, major).orElseThrow(() -> unknown(address));
        if (target instanceof PortLookup.Provisioned provisioned) {
            return provisioned;
        }
        if (target instanceof PortLookup.MadeByTransform made) {
            throw new PolderException(
                    Code.NOT_FOUND,
                    made.port() + " has no dead letters: a transform makes it",
                    "Ports that take records have them");
        }
        throw new PolderException(
                Code.NOT_READY, address + " is not provisioned yet", "Try again in a moment; see polder status");
    }

    private PolderException unknown(PortAddress address) {
        List<String> all = ports.addresses().stream().map(PortAddress::toString).toList();
        return new PolderException(
                Code.NOT_FOUND,
                "There is no port " + address,
                Closest.to(address.toString(), all)
                        .map(similar -> "Did you mean " + similar + "?")
                        .orElse("See polder get ports for what there is"));
    }

    Listing list(PortLookup.Provisioned target, Question question, PageRequest page) {
        PortId port = target.port();
        OptionalLong behind = follower.freshen(port);
        List<LetterGroup> groups =
                question.since().map(since -> since(port, since)).orElseGet(() -> view.groups(port)).stream()
                        .filter(group -> question.code()
                                .map(group.reason().code()::equalsIgnoreCase)
                                .orElse(true))
                        .filter(group -> question.field()
                                .map(field ->
                                        Selection.isField(field, group.reason().field()))
                                .orElse(true))
                        .toList();
        Counts total = groups.stream().map(LetterGroup::counts).reduce(Counts.NONE, Counts::plus);
        Duration kept = retention.apply(port);
        Map<Integer, List<Bucket>> history = question.bucket()
                .map(unit -> view.history(port, unit, question.since().orElse(Instant.EPOCH)))
                .orElse(Map.of());
        Page<GroupBody> items = Page.of(after(groups, page), page, LetterGroup::id)
                .map(group -> GroupBody.of(group, history.getOrDefault(group.number(), List.of())));
        return new Listing(
                port.toString(),
                target.contractVersion(),
                kept,
                behind.isPresent() ? Optional.of(behind.getAsLong()) : Optional.empty(),
                total,
                items.items(),
                items.nextPageToken());
    }

    private static List<LetterGroup> after(List<LetterGroup> groups, PageRequest page) {
        int from = 0;
        if (page.after().isPresent()) {
            for (int i = 0; i < groups.size(); i++) {
                from = groups.get(i).id().equals(page.after().get()) ? i + 1 : from;
            }
        }
        return groups.subList(from, Math.min(groups.size(), from + page.size() + 1));
    }

    private List<LetterGroup> since(PortId port, Instant since) {
        Map<Integer, Counts> counts = new HashMap<>();
        for (LetterSource source : sources(port)) {
            long floor = topics.at(new TopicPartition(port.deadLetterTopic(), source.partition()), since);
            if (floor < Long.MAX_VALUE) {
                view.since(source, floor).forEach((group, more) -> counts.merge(group, more, Counts::plus));
            }
        }
        return view.groups(port).stream()
                .filter(group ->
                        counts.getOrDefault(group.number(), Counts.NONE).held() > 0)
                .map(group -> group.with(counts.get(group.number())))
                .toList();
    }

    private List<LetterSource> sources(PortId port) {
        return index.sources().stream()
                .filter(source -> source.port().equals(port))
                .toList();
    }

    /** One letter. */
    LetterBody show(PortLookup.Provisioned target, LetterId id) {
        return described(target, source(target, id), List.of(id.offset())).get(0);
    }

    /** One letter's bytes, as they came. */
    byte[] raw(PortLookup.Provisioned target, LetterId id) {
        Letter letter =
                letters(target.port(), source(target, id), List.of(id.offset())).get(0);
        if (letter.isForgotten()) {
            throw new PolderException(
                    Code.SUBJECT_FORGOTTEN,
                    "The dead letter " + id + " was about somebody who was forgotten",
                    "Discard it: polder deadletters discard " + target.port().address());
        }
        return letter.bytes();
    }

    /**
     * The newest letters of a group.
     *
     * @param states empty for all
     */
    List<LetterBody> newest(PortLookup.Provisioned target, String group, List<LetterState> states, int most) {
        LetterGroup found = view.groups(target.port()).stream()
                .filter(candidate -> candidate.id().equals(group))
                .findFirst()
                .orElseThrow(() -> new PolderException(
                        Code.NOT_FOUND,
                        "There is no group " + group + " of dead letters of " + target.port(),
                        "See what there is: polder deadletters list "
                                + target.port().address()));
        List<LetterState> wanted = states.isEmpty() ? List.of(LetterState.values()) : states;
        List<LetterBody> newest = new ArrayList<>();
        for (LetterSource source : follower.catchUp(target.port())) {
            List<Long> offsets = view.newest(source, found.number(), wanted, most - newest.size());
            List<Long> ordered = offsets.stream().sorted().toList();
            List<LetterBody> bodies = new ArrayList<>(described(target, source, ordered));
            Collections.reverse(bodies);
            newest.addAll(bodies);
        }
        return newest;
    }

    private LetterSource source(PortLookup.Provisioned target, LetterId id) {
        return follower.catchUp(target.port()).stream()
                .filter(source -> Chooser.isOf(id, source))
                .findFirst()
                .orElseThrow(() -> gone(target.port(), id.toString()));
    }

    private static PolderException gone(PortId port, String id) {
        return new PolderException(
                Code.NOT_FOUND,
                "There is no dead letter " + id + " of " + port + ", or not any more",
                "Its retention may have ended; polder deadletters list " + port.address() + " shows what there is");
    }

    private List<Letter> letters(PortId port, LetterSource source, List<Long> offsets) {
        List<Letter> letters = new ArrayList<>();
        try (LetterReader reader = topics.reader()) {
            reader.read(new TopicPartition(port.deadLetterTopic(), source.partition()), offsets, message -> {
                if (!Marker.isMarker(message)) {
                    letters.add(Letter.of(source.topicId(), message).opened(port, seals));
                }
                return true;
            });
        }
        if (letters.isEmpty() && !offsets.isEmpty()) {
            throw gone(
                    port,
                    LetterId.of(source.topicId(), source.partition(), offsets.get(0))
                            .toString());
        }
        return letters;
    }

    private List<LetterBody> described(PortLookup.Provisioned target, LetterSource source, List<Long> offsets) {
        if (offsets.isEmpty()) {
            return List.of();
        }
        ContractGate gate = ContractGate.compile(target.schema().get());
        LetterJudge judge = new LetterJudge(gate, seals.form(target.port(), gate, target.schemaId()), Optional.empty());
        return letters(target.port(), source, offsets).stream()
                .map(letter -> described(target, source, letter, judge))
                .toList();
    }

    private LetterBody described(PortLookup.Provisioned target, LetterSource source, Letter letter, LetterJudge judge) {
        Optional<PostgresLetterView.Found> found = view.find(source, letter.id().offset());
        LetterJudge.Judgement judgement = judge.judge(letter);
        Optional<String> text = text(letter.bytes());
        return new LetterBody(
                letter.id().toString(),
                found.map(it -> it.state().toString()).orElse("unknown"),
                letter.at(),
                letter.reason().id(),
                letter.contract(),
                letter.reason().contractVersion(),
                target.contractVersion(),
                letter.source(),
                letter.record(),
                letter.length(),
                letter.isTruncated(),
                letter.format(),
                letter.columns(),
                Json.parse(letter.refusals(), JsonNode.class),
                text.isPresent() ? "utf-8" : "base64",
                text.orElseGet(() -> Base64.getEncoder().encodeToString(letter.bytes())),
                judgement instanceof LetterJudge.Refused refused
                        ? new Today(false, refused.refusals())
                        : new Today(true, List.of()),
                found.flatMap(PostgresLetterView.Found::settled));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
