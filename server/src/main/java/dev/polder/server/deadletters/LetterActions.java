package dev.polder.server.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.DriftCount;
import dev.polder.server.database.Database;
import dev.polder.server.deadletters.LetterJudge.Accepted;
import dev.polder.server.deadletters.LetterJudge.Judgement;
import dev.polder.server.deadletters.LetterJudge.Refused;
import dev.polder.server.drift.DriftKeeper;
import dev.polder.server.drift.JudgedContract;
import dev.polder.server.ingest.PortLookup;
import dev.polder.server.privacy.PortSeals;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays and discards letters, each once. A record and the note that it was replayed are one Kafka transaction; who begins decides
 * first what others had begun and reads all notes there are. Thread-safe.
 */
final class LetterActions {
    private static final Logger LOG = LoggerFactory.getLogger(LetterActions.class);
    private static final String REPLAYED_FROM = "polder.replayed-from";
    private static final int MOST_AT_ONCE = 4;
    private static final int TRANSACTION_LETTERS = 500;
    private static final int TRANSACTION_BYTES = 2 * 1024 * 1024;
    private static final long LONGEST_NANOS = Duration.ofSeconds(20).toNanos();
    private static final String LOCK_TIMEOUT = "55P03";

    private final Database database;
    private final LetterFollower follower;
    private final LetterTopics topics;
    private final Chooser chooser;
    private final Map<String, String> client;
    private final DriftKeeper drift;
    private final Clock clock;
    private final PortSeals seals;
    private final LetterWriter.Steps steps;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    LetterActions(
            Database database,
            LetterFollower follower,
            LetterTopics topics,
            Chooser chooser,
            Map<String, String> client,
            DriftKeeper drift,
            PortSeals seals,
            Clock clock,
            LetterWriter.Steps steps) {
        this.database = database;
        this.follower = follower;
        this.topics = topics;
        this.chooser = chooser;
        this.client = Map.copyOf(client);
        this.drift = drift;
        this.seals = seals;
        this.clock = clock;
        this.steps = steps;
    }

    /**
     * What a replay did, or what it would do.
     *
     * @param action under which the letters are noted
     * @param accepted now on the port's topic
     * @param refused still waiting
     * @param truncated cannot be replayed
     * @param notOpen asked for by their ids, but not waiting
     * @param reasons why letters were refused now
     * @param next where to go on; empty when there are no more
     */
    @JsonInclude
    record Replayed(
            String action,
            boolean dryRun,
            String contractVersion,
            long accepted,
            long refused,
            long truncated,
            List<Chooser.NotOpen> notOpen,
            List<Tally.Refusing> reasons,
            List<Tally.Sample> samples,
            Optional<String> next) {}

    /** What a discard did, or what it would do. */
    @JsonInclude
    record Discarded(
            String action, boolean dryRun, long discarded, List<Chooser.NotOpen> notOpen, Optional<String> next) {}

    /** What a replay would do: the letters are judged and nothing is written. */
    Replayed tryReplay(PortLookup.Provisioned target, Selection selection, Optional<JsonPatch> patch) {
        List<LetterSource> sources = follower.catchUp(target.port());
        Chooser.Chosen chosen = chooser.choose(target.port(), sources, selection, List.of(LetterState.WAITING));
        Tally tally = new Tally();
        boolean isComplete = judge(target, chosen, patch, new Batch(Optional.empty(), target, "", "", tally));
        return replayed("", target, chosen, tally, isComplete);
    }

    /** Replays letters; those that the gate still refuses stay as they are. */
    Replayed replay(PortLookup.Provisioned target, Selection selection, Optional<JsonPatch> patch, String by) {
        String action = UUID.randomUUID().toString();
        return alone(target.port(), handle -> {
            try (LetterWriter writer = new LetterWriter(client, target.port())) {
                List<LetterSource> sources = follower.catchUp(target.port());
                steps.reached(LetterWriter.Step.CAUGHT_UP);
                Chooser.Chosen chosen = chooser.choose(target.port(), sources, selection, List.of(LetterState.WAITING));
                Tally tally = new Tally();
                boolean isComplete =
                        judge(target, chosen, patch, new Batch(Optional.of(writer), target, action, by, tally));
                follower.catchUp(target.port());
                LOG.info(
                        "Replayed dead letters port={} by={} action={} accepted={} refused={}",
                        target.port(),
                        by,
                        action,
                        tally.accepted(),
                        tally.refused());
                return replayed(action, target, chosen, tally, isComplete);
            }
        });
    }

    /** What a discard would do. */
    Discarded tryDiscard(PortId port, Selection selection) {
        List<LetterSource> sources = follower.catchUp(port);
        Chooser.Chosen chosen =
                chooser.choose(port, sources, selection, List.of(LetterState.WAITING, LetterState.TRUNCATED));
        return new Discarded(
                "", true, letters(chosen), chosen.notOpen(), chosen.next().map(LetterId::toString));
    }

    /** Discards letters, also such as cannot be replayed. */
    Discarded discard(PortId port, Selection selection, String reason, String by) {
        String action = UUID.randomUUID().toString();
        return alone(port, handle -> {
            try (LetterWriter writer = new LetterWriter(client, port)) {
                List<LetterSource> sources = follower.catchUp(port);
                steps.reached(LetterWriter.Step.CAUGHT_UP);
                Chooser.Chosen chosen =
                        chooser.choose(port, sources, selection, List.of(LetterState.WAITING, LetterState.TRUNCATED));
                List<ProducerRecord<byte[], byte[]>> markers = new ArrayList<>();
                for (Chooser.Part part : chosen.parts()) {
                    Marker.ranges(part.offsets())
                            .forEach(ranges -> markers.add(
                                    new Marker(Marker.Kind.DISCARDED, action, by, clock.instant(), reason, ranges)
                                            .message(
                                                    port.deadLetterTopic(),
                                                    part.source().partition())));
                }
                if (!markers.isEmpty()) {
                    writer.write(markers, steps);
                    follower.catchUp(port);
                }
                LOG.info(
                        "Discarded dead letters port={} by={} action={} letters={}", port, by, action, letters(chosen));
                return new Discarded(
                        action,
                        false,
                        letters(chosen),
                        chosen.notOpen(),
                        chosen.next().map(LetterId::toString));
            }
        });
    }

    private static long letters(Chooser.Chosen chosen) {
        return chosen.parts().stream().mapToLong(part -> part.offsets().size()).sum();
    }

    private static Replayed replayed(
            String action, PortLookup.Provisioned target, Chooser.Chosen chosen, Tally tally, boolean isComplete) {
        Optional<LetterId> next = isComplete ? chosen.next() : tally.last();
        return new Replayed(
                action,
                action.isEmpty(),
                target.contractVersion(),
                tally.accepted(),
                tally.refused(),
                chosen.truncated(),
                chosen.notOpen(),
                tally.reasons(),
                tally.samples(),
                next.map(LetterId::toString));
    }

    /** Judges what was chosen; answers whether the time was enough for all. */
    private boolean judge(
            PortLookup.Provisioned target, Chooser.Chosen chosen, Optional<JsonPatch> patch, Batch batch) {
        ContractGate gate = ContractGate.compile(target.schema().get());
        LetterJudge judge = new LetterJudge(gate, seals.form(target.port(), gate, target.schemaId()), patch);
        long start = System.nanoTime();
        boolean[] inTime = {true};
        try (LetterReader reader = topics.reader()) {
            for (Chooser.Part part : chosen.parts()) {
                LetterSource source = part.source();
                TopicPartition partition = new TopicPartition(target.port().deadLetterTopic(), source.partition());
                reader.read(partition, part.offsets(), message -> {
                    Letter letter = Letter.of(source.topicId(), message).opened(target.port(), seals);
                    batch.add(letter, judge.judge(letter));
                    inTime[0] = System.nanoTime() - start < LONGEST_NANOS;
                    return inTime[0];
                });
                batch.flush();
                if (!inTime[0]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Letters of one partition on their way into one transaction. Without a writer they are only counted. */
    private final class Batch {
        private final Optional<LetterWriter> writer;
        private final PortLookup.Provisioned target;
        private final String action;
        private final String by;
        private final Tally tally;
        private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private DriftCount unknown = new DriftCount();
        private int partition;
        private long bytes;

        Batch(Optional<LetterWriter> writer, PortLookup.Provisioned target, String action, String by, Tally tally) {
            this.writer = writer;
            this.target = target;
            this.action = action;
            this.by = by;
            this.tally = tally;
        }

        void add(Letter letter, Judgement judgement) {
            if (judgement instanceof Refused refused) {
                tally.refused(letter, refused.refusals());
                return;
            }
            tally.accepted(letter);
            if (writer.isEmpty()) {
                return;
            }
            Accepted accepted = (Accepted) judgement;
            var record =
                    new ProducerRecord<>(target.port().topic(), accepted.key().orElse(null), accepted.value());
            accepted.headers().forEach(record.headers()::add);
            record.headers().add(REPLAYED_FROM, letter.id().toString().getBytes(StandardCharsets.UTF_8));
            records.add(record);
            offsets.add(letter.id().offset());
            partition = letter.id().partition();
            unknown.add(accepted.drift());
            bytes += accepted.value().length;
            if (records.size() == TRANSACTION_LETTERS || bytes > TRANSACTION_BYTES) {
                flush();
            }
        }

        void flush() {
            if (records.isEmpty()) {
                return;
            }
            for (List<long[]> ranges : Marker.ranges(offsets)) {
                records.add(new Marker(Marker.Kind.REPLAYED, action, by, clock.instant(), "", ranges)
                        .message(target.port().deadLetterTopic(), partition));
            }
            writer.orElseThrow().write(records, steps);
            drift.add(JudgedContract.of(target), unknown);
            unknown = new DriftCount();
            records.clear();
            offsets.clear();
            bytes = 0;
        }
    }

    /** Nobody else settles letters of the port meanwhile. The lock goes with the transaction, or with the connection. */
    private <T> T alone(PortId port, Function<Handle, T> work) {
        if (!places.tryAcquire()) {
            throw underWay(MOST_AT_ONCE + " replays are under way");
        }
        try {
            return database.inTransaction(handle -> {
                handle.execute("set local lock_timeout = '30s'");
                handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:name, 0))) as locked")
                        .bind("name", "dead letters of " + port)
                        .mapTo(Integer.class)
                        .one();
                return work.apply(handle);
            });
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && LOCK_TIMEOUT.equals(sql.getSQLState())) {
                throw underWay("Dead letters of " + port + " are being replayed or discarded");
            }
            throw e;
        } finally {
            places.release();
        }
    }

    private static PolderException underWay(String message) {
        return new PolderException(Code.OVERLOADED, message, "Try again in a moment");
    }
}
