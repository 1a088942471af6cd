package dev.polder.server.deadletters;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Messages of one partition on their way into the index, within one transaction that has locked the partition's row. */
final class LetterBatch {
    /** Groups of a port; letters of further reasons share one group per code and contract version. */
    static final int MOST_GROUPS = 500;

    /** A row of the index. */
    record Place(long segment, int group) {}

    /** What the batch adds to a group. */
    private static final class Added {
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private String message = "";
        private String sample = "";
        private final Map<Instant, Long> hours = new HashMap<>();

        void add(Letter letter) {
            Instant at = letter.at();
            first = at.isBefore(first) ? at : first;
            last = at.isAfter(last) ? at : last;
            message = letter.message();
            sample = letter.id().toString();
            hours.merge(at.truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
        }
    }

    private final Handle handle;
    private final LetterSource source;
    private final Map<String, Integer> groups = new HashMap<>();
    private final Map<Integer, Added> added = new HashMap<>();
    private final Map<Place, Segment> segments = new HashMap<>();
    private final List<Marker> markers = new ArrayList<>();
    private final List<Place> dirty = new ArrayList<>();

    LetterBatch(Handle handle, LetterSource source) {
        this.handle = handle;
        this.source = source;
        handle.createQuery("select id, no from dead_letter_group where port = :port")
                .bind("port", source.port().toString())
                .map((row, context) -> groups.put(row.getString(1), row.getInt(2)))
                .list();
    }

    void take(ConsumerRecord<byte[], byte[]> message) {
        if (Marker.isMarker(message)) {
            markers.add(Marker.of(message));
            return;
        }
        Letter letter = Letter.of(source.topicId(), message);
        int group = group(letter);
        added.computeIfAbsent(group, no -> new Added()).add(letter);
        Place place = new Place(Segment.number(message.offset()), group);
        segments.computeIfAbsent(place, LetterBatch::empty)
                .add(Segment.bit(message.offset()), letter.isTruncated() ? LetterState.TRUNCATED : LetterState.WAITING);
    }

    private static Segment empty(Place place) {
        return new Segment();
    }

    /** Merges with what is there and writes it. */
    void write() {
        Map<Place, Segment> merged = load(
                handle,
                source.number(),
                segments.keySet().stream().map(Place::segment).toList());
        segments.forEach((place, letters) -> {
            Segment into = merged.computeIfAbsent(place, LetterBatch::empty);
            for (LetterState state : LetterState.values()) {
                into.in(state).or(letters.in(state));
            }
            dirty.add(place);
        });
        // Letters first: a marker is about letters before it only.
        markers.forEach(marker -> settle(marker, merged));
        write(handle, source.number(), dirty.stream().distinct().toList(), merged);
        writeGroups();
    }

    private int group(Letter letter) {
        Reason reason = letter.reason();
        Integer known = groups.get(reason.id());
        if (known != null) {
            return known;
        }
        Reason kept = groups.size() < MOST_GROUPS ? reason : reason.overflow();
        return groups.computeIfAbsent(
                kept.id(),
                id -> handle.createQuery("""
                        insert into dead_letter_group as old (port, id, code, field, rule, contract_version, message,
                            sample, first_seen, last_seen)
                        values (:port, :id, :code, :field, :rule, :version, :message, :sample, :at, :at)
                        on conflict (port, id) do update set last_seen = greatest(old.last_seen, excluded.last_seen)
                        returning no
                        """)
                        .bind("port", source.port().toString())
                        .bind("id", id)
                        .bind("code", kept.code())
                        .bind("field", kept.field())
                        .bind("rule", kept.rule())
                        .bind("version", kept.contractVersion())
                        .bind("message", letter.message())
                        .bind("sample", letter.id().toString())
                        .bind("at", utc(letter.at()))
                        .mapTo(Integer.class)
                        .one());
    }

    private void settle(Marker marker, Map<Place, Segment> merged) {
        Map<Long, List<Place>> places = new HashMap<>();
        merged.keySet()
                .forEach(place -> places.computeIfAbsent(place.segment(), number -> new ArrayList<>())
                        .add(place));
        List<Long> missing = marker.letters().stream()
                .flatMapToLong(range -> LongStream.rangeClosed(Segment.number(range[0]), Segment.number(range[1])))
                .distinct()
                .filter(number -> !places.containsKey(number))
                .boxed()
                .toList();
        load(handle, source.number(), missing).forEach((place, letters) -> {
            merged.put(place, letters);
            places.computeIfAbsent(place.segment(), number -> new ArrayList<>()).add(place);
        });
        Map<Long, BitSet> moved = new HashMap<>();
        for (long[] range : marker.letters()) {
            for (long number = Segment.number(range[0]); number <= Segment.number(range[1]); number++) {
                long start = number * Segment.SIZE;
                int from = (int) Math.max(0, range[0] - start);
                int to = (int) Math.min(Segment.SIZE, range[1] + 1 - start);
                for (Place place : places.getOrDefault(number, List.of())) {
                    BitSet bits = merged.get(place).settle(marker.kind(), from, to);
                    if (!bits.isEmpty()) {
                        moved.computeIfAbsent(number, key -> new BitSet()).or(bits);
                        dirty.add(place);
                    }
                }
            }
        }
        writeAction(marker, moved);
    }

    private void writeAction(Marker marker, Map<Long, BitSet> moved) {
        if (moved.isEmpty()) {
            return;
        }
        int action = handle.createQuery("""
                        insert into dead_letter_action as old (port, id, kind, actor, reason, at)
                        values (:port, :id, :kind, :actor, :reason, :at)
                        on conflict (port, id) do update set at = greatest(old.at, excluded.at) returning no
                        """)
                .bind("port", source.port().toString())
                .bind("id", marker.action())
                .bind("kind", marker.kind().toString())
                .bind("actor", marker.by())
                .bind("reason", marker.reason())
                .bind("at", utc(marker.at()))
                .mapTo(Integer.class)
                .one();
        moved.forEach((segment, bits) -> {
            handle.createQuery("""
                            select letters from dead_letter_action_segment
                            where source = :source and segment = :segment and action_no = :action
                            """)
                    .bind("source", source.number())
                    .bind("segment", segment)
                    .bind("action", action)
                    .mapTo(byte[].class)
                    .findOne()
                    .ifPresent(before -> bits.or(BitSet.valueOf(before)));
            handle.createUpdate("""
                            insert into dead_letter_action_segment (source, segment, action_no, letters)
                            values (:source, :segment, :action, :letters)
                            on conflict (source, segment, action_no) do update set letters = excluded.letters
                            """)
                    .bind("source", source.number())
                    .bind("segment", segment)
                    .bind("action", action)
                    .bind("letters", bits.toByteArray())
                    .execute();
        });
    }

    private void writeGroups() {
        added.forEach((group, more) -> {
            handle.createUpdate("""
                            update dead_letter_group
                            set first_seen = least(first_seen, :first), last_seen = greatest(last_seen, :last),
                                message = :message, sample = :sample
                            where no = :no
                            """)
                    .bind("no", group)
                    .bind("first", utc(more.first))
                    .bind("last", utc(more.last))
                    .bind("message", more.message)
                    .bind("sample", more.sample)
                    .execute();
            more.hours.forEach((hour, letters) -> handle.createUpdate("""
                            insert into dead_letter_hour as old (group_no, hour, letters) values (:no, :hour, :letters)
                            on conflict (group_no, hour) do update set letters = old.letters + excluded.letters
                            """)
                    .bind("no", group)
                    .bind("hour", utc(hour))
                    .bind("letters", letters)
                    .execute());
        });
    }

    static Map<Place, Segment> load(Handle handle, int source, Collection<Long> numbers) {
        Map<Place, Segment> loaded = new HashMap<>();
        if (numbers.isEmpty()) {
            return loaded;
        }
        handle.createQuery("""
                        select segment, group_no, waiting, replayed, discarded, truncated from dead_letter_segment
                        where source = :source and segment = any(:segments)
                        """)
                .bind("source", source)
                .bindArray("segments", Long.class, numbers.stream().distinct().toArray())
                .map((row, context) -> {
                    Segment segment = new Segment();
                    for (LetterState state : LetterState.values()) {
                        segment.load(state, row.getBytes(state.toString()));
                    }
                    return loaded.put(new Place(row.getLong("segment"), row.getInt("group_no")), segment);
                })
                .list();
        return loaded;
    }

    /** Writes the groups of one segment. */
    static void save(Handle handle, int source, long number, Map<Integer, Segment> groups) {
        Map<Place, Segment> places = new HashMap<>();
        groups.forEach((group, letters) -> places.put(new Place(number, group), letters));
        write(handle, source, places.keySet(), places);
    }

    private static void write(Handle handle, int source, Collection<Place> places, Map<Place, Segment> segments) {
        if (places.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                insert into dead_letter_segment (source, segment, group_no, waiting, replayed, discarded, truncated)
                values (:source, :segment, :group, :waiting, :replayed, :discarded, :truncated)
                on conflict (source, segment, group_no) do update set waiting = excluded.waiting,
                    replayed = excluded.replayed, discarded = excluded.discarded, truncated = excluded.truncated
                """);
        for (Place place : places) {
            batch.bind("source", source).bind("segment", place.segment()).bind("group", place.group());
            for (LetterState state : LetterState.values()) {
                batch.bind(state.toString(), segments.get(place).bytes(state));
            }
            batch.add();
        }
        batch.execute();
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
