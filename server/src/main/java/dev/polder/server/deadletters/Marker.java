package dev.polder.server.deadletters;

import dev.polder.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A note on a dead-letter topic that letters before it in its partition are settled. It is newer than they are, so retention takes
 * it after them.
 *
 * @param action one replay or discard; it may take several markers
 * @param by the principal
 * @param reason why they were discarded; empty for a replay
 * @param letters ranges of offsets, first and last, in order
 */
record Marker(Kind kind, String action, String by, Instant at, String reason, List<long[]> letters) {
    static final String HEADER = "polder.letters";
    /** The most ranges of one marker. */
    static final int MOST_RANGES = 5000;

    /** What became of the letters. */
    enum Kind {
        REPLAYED,
        DISCARDED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Marker {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(action);
        letters = List.copyOf(letters);
    }

    /** Whether a message is a marker and no letter. */
    static boolean isMarker(ConsumerRecord<byte[], byte[]> message) {
        return message.headers().lastHeader(HEADER) != null;
    }

    static Marker of(ConsumerRecord<byte[], byte[]> message) {
        return Json.parse(new String(message.value(), StandardCharsets.UTF_8), Marker.class);
    }

    ProducerRecord<byte[], byte[]> message(String topic, int partition) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, partition, null, Json.bytes(this));
        message.headers().add(HEADER, kind.toString().getBytes(StandardCharsets.UTF_8));
        return message;
    }

    /** Sorted offsets as ranges, in lists of at most {@link #MOST_RANGES}. */
    static List<List<long[]>> ranges(List<Long> offsets) {
        List<List<long[]>> lists = new ArrayList<>();
        List<long[]> ranges = new ArrayList<>();
        Optional<long[]> open = Optional.empty();
        for (long offset : offsets) {
            if (open.isPresent() && open.get()[1] + 1 == offset) {
                open.get()[1] = offset;
                continue;
            }
            if (ranges.size() == MOST_RANGES) {
                lists.add(ranges);
                ranges = new ArrayList<>();
            }
            open = Optional.of(new long[] {offset, offset});
            ranges.add(open.get());
        }
        if (!ranges.isEmpty()) {
            lists.add(ranges);
        }
        return lists;
    }
}
