package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;
import dev.polder.server.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the index in step with the topics. What is taken from a topic and how far it was read are one transaction, so that
 * whoever repeats a batch, also at the same time on another server, changes nothing.
 */
final class PostgresLetterIndex {
    private final Database database;

    PostgresLetterIndex(Database database) {
        this.database = database;
    }

    /** How far each partition was read. */
    List<LetterSource> sources() {
        return database.withHandle(handle -> handle.createQuery(
                        "select no, port, topic_id, partition, first_offset, next_offset from dead_letter_source")
                .map((row, context) -> new LetterSource(
                        row.getInt(1),
                        PortId.parse(row.getString(2)),
                        row.getString(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getLong(6)))
                .list());
    }

    /** Makes a partition known; one that is known stays as it is. */
    void add(PortId port, String topicId, int partition) {
        database.useHandle(handle -> handle.createUpdate("""
                        insert into dead_letter_source (port, topic_id, partition) values (:port, :topicId, :partition)
                        on conflict do nothing
                        """)
                .bind("port", port.toString())
                .bind("topicId", topicId)
                .bind("partition", partition)
                .execute());
    }

    /**
     * Takes what follows on a partition.
     *
     * @param messages in their order, beginning at or before the position that was read to
     * @param next the position after them
     */
    void take(LetterSource source, List<ConsumerRecord<byte[], byte[]>> messages, long next) {
        database.useTransaction(handle -> {
            // Whoever takes messages of this partition at the same time waits here and then finds them taken.
            var position = handle.createQuery("select next_offset from dead_letter_source where no = :no for update")
                    .bind("no", source.number())
                    .mapTo(Long.class)
                    .findOne();
            if (position.isEmpty() || position.get() >= next) {
                return;
            }
            LetterBatch batch = new LetterBatch(handle, source);
            for (ConsumerRecord<byte[], byte[]> message : messages) {
                if (message.offset() >= position.get()) {
                    batch.take(message);
                }
            }
            batch.write();
            handle.createUpdate("update dead_letter_source set next_offset = :next where no = :no")
                    .bind("no", source.number())
                    .bind("next", next)
                    .execute();
        });
    }

    /** Forgets the letters that the topic does not hold any more, and counts those that were still open. */
    void expire(LetterSource source, long firstOffset) {
        database.useTransaction(handle -> {
            boolean isNews = handle.createUpdate("""
                            update dead_letter_source
                            set first_offset = :first, next_offset = greatest(next_offset, :first)
                            where no = :no and first_offset < :first
                            """)
                            .bind("no", source.number())
                            .bind("first", firstOffset)
                            .execute()
                    > 0;
            if (isNews) {
                expire(handle, source.number(), firstOffset);
            }
        });
    }

    /** Forgets an incarnation of a topic that is gone, and counts its open letters as expired. */
    void forget(LetterSource source) {
        database.useTransaction(handle -> {
            handle.createQuery("select no from dead_letter_source where no = :no for update")
                    .bind("no", source.number())
                    .mapTo(Integer.class)
                    .findOne();
            countExpired(handle, source.number(), Long.MAX_VALUE);
            handle.execute("delete from dead_letter_source where no = ?", source.number());
        });
    }

    /** Forgets everything about ports that are not among these. */
    void keepOnly(Collection<PortId> ports) {
        Set<String> kept = ports.stream().map(PortId::toString).collect(Collectors.toSet());
        database.useTransaction(handle -> {
            for (String table : List.of("dead_letter_source", "dead_letter_group", "dead_letter_action")) {
                handle.createUpdate("delete from " + table + " where not port = any(:kept)")
                        .bindArray("kept", String.class, kept.toArray())
                        .execute();
            }
        });
    }

    /** Forgets counts per hour, groups and actions that are older than anything the port's topic may still hold. */
    void forgetOld(PortId port, Instant oldest) {
        OffsetDateTime before = OffsetDateTime.ofInstant(oldest, ZoneOffset.UTC);
        database.useTransaction(handle -> {
            for (String statement : List.of("""
                    delete from dead_letter_hour using dead_letter_group
                    where dead_letter_group.no = group_no and port = :port and hour < :before
                    """, """
                    delete from dead_letter_group
                    where port = :port and last_seen < :before
                    and not exists (select 1 from dead_letter_segment where group_no = no)
                    """, """
                    delete from dead_letter_action
                    where port = :port and at < :before
                    and not exists (select 1 from dead_letter_action_segment where action_no = no)
                    """)) {
                handle.createUpdate(statement)
                        .bind("port", port.toString())
                        .bind("before", before)
                        .execute();
            }
        });
    }

    private static void expire(Handle handle, int source, long firstOffset) {
        long segment = Segment.number(firstOffset);
        countExpired(handle, source, segment);
        for (String table : List.of("dead_letter_segment", "dead_letter_action_segment")) {
            handle.createUpdate("delete from " + table + " where source = :source and segment < :segment")
                    .bind("source", source)
                    .bind("segment", segment)
                    .execute();
        }
        Map<Integer, Segment> cut = new HashMap<>();
        LetterBatch.load(handle, source, List.of(segment)).forEach((key, letters) -> cut.put(key.group(), letters));
        cut.forEach((group, letters) -> {
            int open = letters.expire(Segment.bit(firstOffset));
            if (open > 0) {
                handle.execute("update dead_letter_group set expired = expired + ? where no = ?", open, group);
            }
        });
        LetterBatch.save(handle, source, segment, cut);
    }

    private static void countExpired(Handle handle, int source, long beforeSegment) {
        handle.createUpdate("""
                        update dead_letter_group set expired = expired + letters from (
                            select group_no, sum(bit_count(waiting) + bit_count(truncated)) as letters
                            from dead_letter_segment where source = :source and segment < :before group by group_no
                        ) as gone where gone.group_no = no
                        """)
                .bind("source", source)
                .bind("before", beforeSegment)
                .execute();
    }
}
