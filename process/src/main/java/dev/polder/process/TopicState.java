package dev.polder.process;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a topic holds now.
 *
 * @param id what the broker calls this incarnation of the topic; a topic that was deleted and made anew has another one
 * @param partitions the records of each partition
 */
record TopicState(String id, SortedMap<Integer, OffsetRange> partitions) {
    TopicState {
        Objects.requireNonNull(id);
        partitions = new TreeMap<>(partitions);
    }
}
