package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import dev.polder.server.deadletters.LetterGroup.Counts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the index says. */
final class PostgresLetterView {
    private static final String GROUP = """
            select no, id, code, field, rule, contract_version, message, sample, first_seen, last_seen, expired,
                coalesce(waiting, 0) as waiting, coalesce(replayed, 0) as replayed,
                coalesce(discarded, 0) as discarded, coalesce(truncated, 0) as truncated
            from dead_letter_group left join (
                select group_no, sum(bit_count(waiting)) as waiting, sum(bit_count(replayed)) as replayed,
                    sum(bit_count(discarded)) as discarded, sum(bit_count(truncated)) as truncated
                from dead_letter_segment where group_no in (select no from dead_letter_group where port = :port)
                group by group_no
            ) as counted on group_no = no
            where port = :port order by last_seen desc, id
            """;
    /** Segments that are read at once: some megabytes at most. */
    private static final int STEP = 64;

    private final Database database;

    PostgresLetterView(Database database) {
        this.database = database;
    }

    /** The groups of a port, the one with the newest letter first. */
    List<LetterGroup> groups(PortId port) {
        return database.withHandle(handle -> handle.createQuery(GROUP)
                .bind("port", port.toString())
                .map((row, context) -> group(row))
                .list());
    }

    /** How many letters of each port are in which state; ports without any are left out. */
    Map<String, Counts> byPort() {
        Map<String, Counts> counts = new HashMap<>();
        database.useHandle(handle -> handle.createQuery("""
                        select port, sum(bit_count(waiting)), sum(bit_count(replayed)), sum(bit_count(discarded)),
                            sum(bit_count(truncated))
                        from dead_letter_segment join dead_letter_source on source = no group by port
                        """)
                .map((row, context) -> counts.put(
                        row.getString(1),
                        new Counts(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), 0)))
                .list());
        return counts;
    }

    /** The letters of each group from an offset on. */
    Map<Integer, Counts> since(LetterSource source, long floor) {
        Map<Integer, Counts> counts = new HashMap<>();
        database.useHandle(handle -> {
            long segment = Segment.number(floor);
            LetterBatch.load(handle, source.number(), List.of(segment)).forEach((place, letters) -> {
                int from = Segment.bit(floor);
                counts.merge(
                        place.group(),
                        new Counts(
                                after(letters, LetterState.WAITING, from),
                                after(letters, LetterState.REPLAYED, from),
                                after(letters, LetterState.DISCARDED, from),
                                after(letters, LetterState.TRUNCATED, from),
                                0),
                        Counts::plus);
            });
            handle.createQuery("""
                            select group_no, sum(bit_count(waiting)), sum(bit_count(replayed)),
                                sum(bit_count(discarded)), sum(bit_count(truncated))
                            from dead_letter_segment where source = :source and segment > :segment group by group_no
                            """)
                    .bind("source", source.number())
                    .bind("segment", segment)
                    .map((row, context) -> counts.merge(
                            row.getInt(1),
                            new Counts(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), 0),
                            Counts::plus))
                    .list();
        });
        return counts;
    }

    /** How many letters came in an hour or a day that begins then. */
    record Bucket(Instant from, long letters) {}

    /**
     * Counts over time by group.
     *
     * @param unit {@code hour} or {@code day}, of UTC
     */
    Map<Integer, List<Bucket>> history(PortId port, String unit, Instant since) {
        Map<Integer, List<Bucket>> history = new HashMap<>();
        database.useHandle(handle -> handle.createQuery("""
                        select group_no, date_trunc(:unit, hour, 'UTC') as bucket, sum(letters)
                        from dead_letter_hour join dead_letter_group on no = group_no
                        where port = :port and hour >= date_trunc('hour', :since, 'UTC')
                        group by group_no, bucket order by bucket
                        """)
                .bind("port", port.toString())
                .bind("unit", unit)
                .bind("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .map((row, context) -> history.computeIfAbsent(row.getInt(1), group -> new ArrayList<>())
                        .add(new Bucket(row.getObject(2, OffsetDateTime.class).toInstant(), row.getLong(3))))
                .list());
        return history;
    }

    /**
     * What replayed or discarded a letter.
     *
     * @param kind {@code replayed} or {@code discarded}
     */
    record Settled(String kind, String action, String by, String reason, Instant at) {}

    /** A letter's state. */
    record Found(int group, LetterState state, Optional<Settled> settled) {}

    Optional<Found> find(LetterSource source, long offset) {
        return database.withHandle(handle -> {
            long number = Segment.number(offset);
            int bit = Segment.bit(offset);
            for (var entry :
                    LetterBatch.load(handle, source.number(), List.of(number)).entrySet()) {
                Optional<LetterState> state = entry.getValue().state(bit);
                if (state.isPresent()) {
                    Optional<Settled> settled = handle.createQuery("""
                                    select kind, id, actor, reason, at
                                    from dead_letter_action_segment join dead_letter_action on no = action_no
                                    where source = :source and segment = :segment
                                    and length(letters) > :bit / 8 and get_bit(letters, :bit) = 1
                                    """)
                            .bind("source", source.number())
                            .bind("segment", number)
                            .bind("bit", bit)
                            .map((row, context) -> new Settled(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getObject(5, OffsetDateTime.class).toInstant()))
                            .findFirst();
                    return Optional.of(new Found(entry.getKey().group(), state.get(), settled));
                }
            }
            return Optional.empty();
        });
    }

    /**
     * Letters of some groups, as far as they were asked for.
     *
     * @param open those that wait, in order
     * @param truncated how many among them cannot be replayed
     * @param more whether there are more of them
     */
    record Selected(List<Long> open, long truncated, boolean more) {}

    /**
     * The next open letters of a partition.
     *
     * @param states which are open
     * @param from the first offset
     * @param most letters
     */
    Selected select(LetterSource source, Collection<Integer> groups, List<LetterState> states, long from, int most) {
        List<Long> open = new ArrayList<>();
        long truncated = 0;
        long position = from;
        while (true) {
            Map<LetterBatch.Place, Segment> step = step(source, groups, Segment.number(position));
            if (step.isEmpty()) {
                return new Selected(open, truncated, false);
            }
            List<Long> numbers = step.keySet().stream()
                    .map(LetterBatch.Place::segment)
                    .distinct()
                    .sorted()
                    .toList();
            for (long number : numbers) {
                BitSet wanted = new BitSet();
                BitSet cut = new BitSet();
                step.forEach((place, letters) -> {
                    if (place.segment() == number) {
                        states.forEach(state -> wanted.or(letters.in(state)));
                        cut.or(letters.in(LetterState.TRUNCATED));
                    }
                });
                long start = number * Segment.SIZE;
                int first = (int) Math.max(0, from - start);
                for (int bit = wanted.nextSetBit(first); bit >= 0; bit = wanted.nextSetBit(bit + 1)) {
                    if (open.size() == most) {
                        return new Selected(
                                open, truncated + cut.get(first, bit).cardinality(), true);
                    }
                    open.add(start + bit);
                }
                truncated += cut.get(first, Segment.SIZE).cardinality();
                position = start + Segment.SIZE;
            }
        }
    }

    /** The newest letters of a group that are in one of the states, newest first. */
    List<Long> newest(LetterSource source, int group, List<LetterState> states, int most) {
        List<Long> newest = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (newest.size() < most) {
            Optional<Long> number = lastSegment(source, group, before);
            if (number.isEmpty()) {
                return newest;
            }
            before = number.get();
            BitSet bits = new BitSet();
            database.withHandle(handle -> LetterBatch.load(handle, source.number(), List.of(number.get())))
                    .forEach((place, letters) -> {
                        if (place.group() == group) {
                            states.forEach(state -> bits.or(letters.in(state)));
                        }
                    });
            for (int bit = bits.previousSetBit(Segment.SIZE); bit >= 0 && newest.size() < most; ) {
                newest.add(before * Segment.SIZE + bit);
                bit = bit == 0 ? -1 : bits.previousSetBit(bit - 1);
            }
        }
        return newest;
    }

    private Optional<Long> lastSegment(LetterSource source, int group, long before) {
        return database.withHandle(handle -> handle.createQuery("""
                        select segment from dead_letter_segment
                        where source = :source and group_no = :group and segment < :before
                        order by segment desc limit 1
                        """)
                .bind("source", source.number())
                .bind("group", group)
                .bind("before", before)
                .mapTo(Long.class)
                .findFirst());
    }

    private Map<LetterBatch.Place, Segment> step(LetterSource source, Collection<Integer> groups, long from) {
        return database.withHandle(handle -> {
            List<Long> numbers = handle.createQuery("""
                            select distinct segment from dead_letter_segment
                            where source = :source and segment >= :from and group_no = any(:groups)
                            and (length(waiting) > 0 or length(truncated) > 0)
                            order by segment limit :most
                            """)
                    .bind("source", source.number())
                    .bind("from", from)
                    .bind("most", STEP)
                    .bindArray("groups", Integer.class, groups.toArray())
                    .mapTo(Long.class)
                    .list();
            Map<LetterBatch.Place, Segment> step = LetterBatch.load(handle, source.number(), numbers);
            step.keySet().removeIf(place -> !groups.contains(place.group()));
            return step;
        });
    }

    private static int after(Segment letters, LetterState state, int from) {
        return letters.in(state).get(from, Segment.SIZE).cardinality();
    }

    private static LetterGroup group(ResultSet row) throws SQLException {
        return new LetterGroup(
                row.getInt("no"),
                row.getString("id"),
                new Reason(
                        row.getString("code"),
                        row.getString("field"),
                        row.getString("rule"),
                        row.getString("contract_version")),
                row.getString("message"),
                row.getString("sample"),
                row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                new Counts(
                        row.getLong("waiting"),
                        row.getLong("replayed"),
                        row.getLong("discarded"),
                        row.getLong("truncated"),
                        row.getLong("expired")));
    }
}
